"""When a card is paid, what its debt is, and who what waits for its deposit came from."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from orchestrators.calculations.books.beside_banks import (
    BesideBanks,
    CardDebt,
    Receipt,
    Undeposited,
    beside_flows,
    cleared_until,
    debts,
    payment_day,
)
from orchestrators.calculations.business_days import WEEKDAYS
from orchestrators.calculations.values import Flow, FlowSource

#: A Saturday.
TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("paid_on", "expected"),
    [
        ("", "2026-12-28"),
        ("2026-09-15 2026-10-15 2026-11-13", "2026-12-15"),
        # The usual day is today: the next one after it.
        ("2026-09-28 2026-10-28", "2026-12-28"),
        ("2026-09-29 2026-10-29", "2026-11-29"),
        # This month's was paid some days early.
        ("2026-09-29 2026-10-29 2026-11-25", "2026-12-29"),
        # Around the month's end, the days are near to each other.
        ("2026-08-31 2026-10-01 2026-10-31", "2026-11-30"),
        ("2026-09-01 2026-10-01 2026-10-31", "2026-12-01"),
        # Every two weeks, and every week, but late.
        ("2026-10-23 2026-11-06 2026-11-20", "2026-12-04"),
        ("2026-10-23 2026-10-30 2026-11-06", "2026-11-29"),
        # Only the last six payments are the habit.
        (" ".join(f"2026-0{month}-03" for month in range(1, 6))
         + " 2026-06-20 2026-07-20 2026-08-20 2026-09-20 2026-10-20 2026-11-20", "2026-12-20"),
    ],
)  # fmt: skip
def test_a_card_is_paid_on_its_usual_day(paid_on: str, expected: str) -> None:
    days = [date.fromisoformat(day) for day in paid_on.split()]
    assert payment_day(days, TODAY) == date.fromisoformat(expected)
    assert payment_day(days[::-1], TODAY) > TODAY


def card(name: str, owed: int, *paid_on: date) -> CardDebt:
    return CardDebt(name, Decimal(owed), paid_on)


def test_what_is_owed_leaves_the_bank_once_and_what_is_overpaid_does_not() -> None:
    cards = (card("Visa", 300, date(2026, 11, 4)), card("Amex", -50, date(2026, 11, 4)), card("Paid", 0))
    assert list(beside_flows(BesideBanks(cards=cards), TODAY, WEEKDAYS)) == [
        Flow(date(2026, 12, 4), Decimal(-300), FlowSource.CARD, None, "Visa")
    ]


def test_cards_that_are_paid_through_another_owe_what_that_one_is_not_overpaid_by() -> None:
    company = card("Company", -700, date(2026, 11, 4))
    told = debts((company, card("Ann", 400), card("Ben", 500)))
    assert [(item.name, int(item.owed)) for item in told] == [("Ben", 200)]


def test_regular_payments_of_a_card_are_those_of_its_debt_up_to_its_day() -> None:
    visa = CardDebt("Visa 1", Decimal(9), (date(2026, 11, 4),), frozenset({UUID(int=1), "pay visa"}))
    until = date(2026, 12, 14)
    assert cleared_until([visa], TODAY) == {UUID(int=1): until, "pay visa": until, "visa": until}
    assert cleared_until([card("Visa", 0)], TODAY) == {}


def receipt(amount: int, label: str, *, waits: bool = True) -> Receipt:
    return Receipt(UUID(int=amount), TODAY, Decimal(amount), None, label, waits)


def test_what_waits_is_told_by_customer_as_far_as_the_newest_payments_explain_it() -> None:
    receipts = (receipt(70, "Ann"), receipt(60, "Brought", waits=False), receipt(50, "Ben"))
    for amount, expected in (
        (200, [("Ann", 70), ("Ben", 50), ("UF", 80)]),
        (100, [("Ann", 70), ("Ben", 30)]),
    ):
        held = BesideBanks((Undeposited("UF", Decimal(amount), receipts),))
        flows = list(beside_flows(held, TODAY, WEEKDAYS))
        assert [(flow.label, int(flow.amount)) for flow in flows] == expected
        assert {(flow.day, flow.source) for flow in flows} == {(date(2026, 11, 30), FlowSource.UNDEPOSITED)}
        assert held.waiting == amount
