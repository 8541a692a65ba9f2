"""What is applied to nothing is told of one open document."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from orchestrators.calculations.hygiene.checks import Examined, Unapplied
from orchestrators.calculations.hygiene.unapplied import with_unapplied

PARTY = UUID(int=100)
BILL = Examined(
    id=UUID(int=1),
    is_bill=True,
    is_open=True,
    is_gone=False,
    number="B-1",
    number_key="B1",
    party_id=PARTY,
    party_name="Paper Supplies",
    issue_date=date(2026, 3, 10),
    due_date=date(2026, 4, 9),
    total=Decimal(80),
    balance=Decimal(80),
    currency_code="USD",
)
LATER = replace(BILL, id=UUID(int=2), due_date=date(2026, 5, 9))
CHEQUE = Unapplied(UUID(int=3), True, "PURCHASE", PARTY, None, date(2026, 4, 1), Decimal(80), "USD")
PREPAID = replace(CHEQUE, id=UUID(int=4), kind="BILL_PAYMENT", amount=Decimal(50))


def told(documents: Sequence[Examined], *left: Unapplied) -> dict[int, list[int]]:
    """By document, what it is told of."""
    result = with_unapplied(documents, left)
    return {
        document.id.int: [
            *([document.paid_outside.id.int] if document.paid_outside else []),
            *(payment.id.int for payment in document.unapplied),
        ]
        for document in result
    }


def test_a_posting_is_told_of_the_first_due_with_that_balance_and_of_one_only() -> None:
    assert told([LATER, BILL], CHEQUE) == {1: [3], 2: []}
    second = replace(CHEQUE, id=UUID(int=5))
    assert told([LATER, BILL], CHEQUE, second) == {1: [3], 2: [5]}
    assert told([BILL], CHEQUE, second) == {1: [3]}


@pytest.mark.parametrize(
    "other",
    [
        replace(CHEQUE, amount=Decimal("80.01")),
        replace(CHEQUE, currency_code="EUR"),
        replace(CHEQUE, is_bill=False),
        replace(CHEQUE, party_id=UUID(int=101)),
        replace(CHEQUE, day=date(2026, 3, 10) - timedelta(8)),
        replace(CHEQUE, day=date(2026, 4, 9) + timedelta(91)),
        # A credit is given and not paid.
        replace(CHEQUE, kind="VENDOR_CREDIT"),
    ],
)
def test_a_posting_of_something_else_says_nothing_of_a_bill(other: Unapplied) -> None:
    assert told([BILL], other) == {1: []}


@pytest.mark.parametrize("days", [-37, 90])
def test_a_posting_near_the_dates_of_a_bill_does(days: int) -> None:
    assert told([BILL], replace(CHEQUE, day=date(2026, 4, 9) + timedelta(days))) == {1: [3]}


def test_payments_are_told_of_the_open_document_that_is_due_first() -> None:
    settled = replace(BILL, id=UUID(int=6), due_date=date(2026, 1, 1), is_open=False, balance=Decimal(0))
    assert told([settled, LATER, BILL], PREPAID, replace(PREPAID, id=UUID(int=7))) == {
        6: [],
        2: [],
        1: [4, 7],
    }
    assert told([settled], PREPAID) == {6: []}
