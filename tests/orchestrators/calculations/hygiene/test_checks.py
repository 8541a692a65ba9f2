"""Each check on a document alone finds what it is for, with the facts, and leaves sound documents alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from db.queries.hygiene.detect import Rule, finding
from orchestrators.calculations.hygiene.checks import (
    CHECKS,
    DOCUMENT_CHECKS,
    CheckName,
    CheckResult,
    Examined,
    Severity,
    Unapplied,
    duplicate,
)
from tests.world import World

SOUND = Examined(
    id=UUID(int=2),
    is_bill=True,
    is_open=True,
    is_gone=False,
    number="B-7",
    number_key="B7",
    party_id=UUID(int=100),
    party_name="Paper Supplies",
    issue_date=date(2026, 3, 10),
    due_date=date(2026, 4, 9),
    total=Decimal(120),
    balance=Decimal(80),
    currency_code="USD",
)
INVOICE = replace(SOUND, is_bill=False, number="I-7", number_key="I7", party_name="Corner Shop")
SETTLED = replace(SOUND, is_open=False, balance=Decimal(0))
GONE = replace(SOUND, is_open=False, is_gone=True, total=Decimal(0), balance=Decimal(0))
#: Void, by what it is: its source does not say so, or in another language.
VOID = replace(SETTLED, total=Decimal(0), due_date=None, party_id=None)
EARLIER = replace(SOUND, id=UUID(int=1), issue_date=date(2026, 3, 1))
OF = {check.name: check for check in DOCUMENT_CHECKS}
CHEQUE = Unapplied(UUID(int=3), True, "PURCHASE", UUID(int=100), "1055", date(2026, 4, 1), Decimal(80), "USD")
PREPAID = replace(CHEQUE, kind="BILL_PAYMENT", number=None, amount=Decimal(50))
NOTHING: tuple[Examined, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """A document in which a check finds something, and what it says."""

    document: Examined
    severity: Severity
    at_stake: Decimal | None
    says: str
    alike: tuple[Examined, ...] = NOTHING
    blocking: bool = True
    related: UUID | None = None


@dataclass(frozen=True, slots=True)
class Fine:
    """A document in which it finds nothing, and why."""

    why: str
    document: Examined
    alike: tuple[Examined, ...] = NOTHING


@dataclass(frozen=True, slots=True)
class Cases:
    """Of one check."""

    wrong: tuple[Wrong, ...]
    fine: tuple[Fine, ...]


OPEN = Decimal(80)
WRONG_BALANCE = Decimal("120.01")
CASES: Mapping[CheckName, Cases] = {
    CheckName.MISSING_COUNTERPARTY: Cases(
        (
            Wrong(replace(SOUND, party_id=None, party_name=None), Severity.HIGH, OPEN, "B-7 has no vendor"),
            Wrong(replace(INVOICE, party_id=None), Severity.HIGH, OPEN, "has no customer"),
        ),
        (
            Fine("settled: nobody is left to pay", replace(SETTLED, party_id=None)),
            Fine("void", replace(GONE, party_id=None)),
        ),
    ),
    CheckName.BILL_PAID_OUTSIDE_PAYABLES: Cases(
        (
            Wrong(
                replace(SOUND, paid_outside=CHEQUE),
                Severity.HIGH,
                OPEN,
                "has 80.00 USD open. A cheque or expense 1055 of 2026-04-01 posts the same amount straight "
                "onto payables for the same vendor",
                blocking=False,
                related=CHEQUE.id,
            ),
        ),
        (
            Fine("nothing was posted", SOUND),
            Fine("an invoice", replace(INVOICE, paid_outside=replace(CHEQUE, is_bill=False))),
        ),
    ),
    CheckName.INVOICE_PAID_OUTSIDE_RECEIVABLES: Cases(
        (
            Wrong(
                replace(INVOICE, paid_outside=replace(CHEQUE, is_bill=False, kind="DEPOSIT", number=None)),
                Severity.HIGH,
                OPEN,
                "A deposit of 2026-04-01 posts the same amount straight onto receivables for the same "
                "customer",
                blocking=False,
                related=CHEQUE.id,
            ),
        ),
        (Fine("a bill", replace(SOUND, paid_outside=CHEQUE)),),
    ),
    CheckName.UNAPPLIED_PAYMENT: Cases(
        (
            Wrong(
                replace(SOUND, unapplied=(PREPAID,)),
                Severity.MEDIUM,
                Decimal(50),
                "50.00 USD of payments to the same vendor are applied to nothing: payment of 2026-04-01 "
                "(50.00).",
                blocking=False,
                related=CHEQUE.id,
            ),
            Wrong(
                replace(INVOICE, unapplied=(PREPAID,) * 5),
                Severity.MEDIUM,
                Decimal(250),
                "250.00 USD of payments of the same customer are applied to nothing: payment of 2026-04-01 "
                "(50.00), payment of 2026-04-01 (50.00), payment of 2026-04-01 (50.00) and 2 more.",
                blocking=False,
                related=CHEQUE.id,
            ),
        ),
        (Fine("nothing is unapplied", SOUND),),
    ),
    CheckName.MISSING_DUE_DATE: Cases(
        (
            Wrong(replace(SOUND, due_date=None), Severity.HIGH, OPEN, "from Paper Supplies has no due date"),
            Wrong(replace(INVOICE, due_date=None), Severity.HIGH, OPEN, "to Corner Shop has no due date"),
        ),
        (Fine("settled", replace(SETTLED, due_date=None)), Fine("void", replace(GONE, due_date=None))),
    ),
    CheckName.MISSING_AMOUNT: Cases(
        (
            Wrong(replace(SOUND, total=None), Severity.HIGH, OPEN, "has no total"),
            Wrong(replace(SOUND, balance=None), Severity.HIGH, Decimal(120), "has no open balance"),
            Wrong(replace(SOUND, total=None, balance=None), Severity.HIGH, None, "has no total"),
        ),
        (Fine("settled", replace(SETTLED, total=None)), Fine("void", replace(GONE, total=None))),
    ),
    CheckName.MISSING_ISSUE_DATE: Cases(
        (Wrong(replace(SOUND, issue_date=None), Severity.MEDIUM, OPEN, "has no issue date"),),
        (Fine("settled", replace(SETTLED, issue_date=None)),),
    ),
    CheckName.ZERO_OR_NEGATIVE_AMOUNT: Cases(
        (
            Wrong(replace(SOUND, total=Decimal(0)), Severity.MEDIUM, OPEN, "is over 0.00 USD"),
            Wrong(replace(SOUND, total=Decimal(-5)), Severity.MEDIUM, OPEN, "is over -5.00 USD"),
            Wrong(replace(SOUND, balance=Decimal(-3)), Severity.MEDIUM, Decimal(3), "balance of -3.00 USD"),
            Wrong(replace(SETTLED, total=Decimal(-5)), Severity.MEDIUM, Decimal(0), "is over -5.00 USD"),
            Wrong(
                replace(SOUND, total=Decimal(0), balance=None), Severity.MEDIUM, Decimal(0), "is over 0.00"
            ),
        ),
        (
            Fine("void, which is zero by nature", GONE),
            Fine("void in words that nobody knows", VOID),
            Fine("nothing is left to pay", SETTLED),
            Fine("unknown is not zero", replace(SOUND, total=None, balance=None)),
            Fine("a cent", replace(SOUND, total=Decimal("0.01"), balance=Decimal("0.01"))),
        ),
    ),
    CheckName.DUE_BEFORE_ISSUE: Cases(
        (
            Wrong(replace(SOUND, due_date=date(2026, 3, 9)), Severity.HIGH, OPEN, "1 day before"),
            Wrong(replace(SOUND, due_date=date(2026, 2, 10)), Severity.HIGH, OPEN, "28 days before"),
        ),
        (
            Fine("due on the day of issue", replace(SOUND, due_date=SOUND.issue_date)),
            Fine("no due date to compare", replace(SOUND, due_date=None)),
            Fine("no issue date to compare", replace(SOUND, issue_date=None)),
            Fine("settled", replace(SETTLED, due_date=date(2026, 1, 1))),
        ),
    ),
    CheckName.BALANCE_ABOVE_TOTAL: Cases(
        (
            Wrong(
                replace(SOUND, balance=WRONG_BALANCE),
                Severity.HIGH,
                Decimal("0.01"),
                "is over 120.00 USD, of which 120.01 are open",
            ),
        ),
        (
            Fine("all of it is open", replace(SOUND, balance=SOUND.total)),
            Fine("no total to compare", replace(SOUND, total=None)),
            Fine("no balance to compare", replace(SOUND, balance=None)),
            Fine("void", replace(GONE, balance=OPEN)),
            Fine("a credit of which part is used", replace(SOUND, total=Decimal(-9), balance=Decimal(-4))),
        ),
    ),
    CheckName.DUPLICATE: Cases(
        (
            Wrong(SOUND, Severity.CRITICAL, SOUND.total, "9 days earlier, on 2026-03-01", (EARLIER,)),
            Wrong(SOUND, Severity.CRITICAL, SOUND.total, "the same day", (replace(SOUND, id=UUID(int=1)),)),
            Wrong(
                SETTLED,
                Severity.MEDIUM,
                SOUND.total,
                "9 days earlier",
                (replace(EARLIER, is_open=False),),
            ),
            Wrong(
                SOUND,
                Severity.LOW,
                SOUND.total,
                "365 days earlier",
                (replace(EARLIER, issue_date=date(2025, 3, 10)),),
                blocking=False,
                related=CHEQUE.id,
            ),
        ),
        (
            Fine("alone", SOUND, (SOUND,)),
            Fine("the first of the two is the one to keep", EARLIER, (SOUND,)),
            Fine("the other is void", SOUND, (replace(EARLIER, is_gone=True),)),
            Fine("it is void itself", replace(SOUND, is_gone=True), (EARLIER,)),
            Fine(
                "both are over nothing", VOID, (replace(VOID, id=UUID(int=1), issue_date=date(2026, 3, 1)),)
            ),
            Fine("it recurs", replace(SOUND, recurs=True), (EARLIER,)),
            Fine("an invoice is no copy of a bill", SOUND, (replace(EARLIER, is_bill=False),)),
            Fine("366 days apart", SOUND, (replace(EARLIER, issue_date=date(2025, 3, 9)),)),
            Fine("no number to compare", replace(SOUND, number_key=None), (EARLIER,)),
            Fine("no date to compare", replace(SOUND, issue_date=None), (EARLIER,)),
            Fine("no date of the other", SOUND, (replace(EARLIER, issue_date=None),)),
        ),
    ),
}

WRONG = [(name, case) for name, cases in CASES.items() for case in cases.wrong]
FINE = [(name, case) for name, cases in CASES.items() for case in cases.fine]

#: A document of no table, with what the statement joins to it.
ROW = "SELECT * FROM jsonb_populate_record(NULL::runway.document, $2::jsonb)"
STATEMENT = finding([Rule(check.name, check.predicate, check.fact) for check in DOCUMENT_CHECKS], ROW)


def row_of(document: Examined) -> str:
    """The document as its row, as JSON."""
    settled = "DELETED" if document.is_gone else "SETTLED"
    kept = ("number", "number_key", "party_id", "issue_date", "due_date", "total", "balance", "currency_code")
    values = {name: getattr(document, name) for name in ("id", *kept)}
    kind, state = "BILL" if document.is_bill else "INVOICE", "OPEN" if document.is_open else settled
    return json.dumps({**values, "kind": kind, "state": state}, default=str)


@pytest.fixture(scope="module")
async def business(shared_world: World) -> UUID:
    return await shared_world.business()


async def results(world: World, business: UUID, document: Examined) -> dict[str, CheckResult]:
    """What the checks say of a document by its row, and by what else is known of it."""
    rows = await world.run(STATEMENT, business, row_of(document))
    described = {
        row["check_name"]: describe(document, row["fact"])
        for row in rows
        if (describe := OF[row["check_name"]].describe) is not None
    }
    return {name: result for name, result in described.items() if result is not None}


async def result_of(
    world: World, business: UUID, name: CheckName, document: Examined, alike: tuple[Examined, ...]
) -> CheckResult | None:
    """What one check says."""
    if name is CheckName.DUPLICATE:
        return duplicate.find(document, (document, *alike))
    return (await results(world, business, document)).get(name)


def test_every_check_is_defined_once_and_has_a_place_in_its_enumeration() -> None:
    assert [check.name for check in CHECKS] == list(CheckName)


@pytest.mark.parametrize(("name", "case"), WRONG, ids=lambda part: getattr(part, "says", part))
async def test_what_is_wrong_is_found_with_its_facts(
    shared_world: World, business: UUID, name: CheckName, case: Wrong
) -> None:
    result = await result_of(shared_world, business, name, case.document, case.alike)
    assert result is not None
    check = next(check for check in CHECKS if check.name is name)
    severity = check.severity if result.severity is None else result.severity
    blocking = check.blocks if result.blocking is None else result.blocking
    assert (severity, result.at_stake, blocking) == (case.severity, case.at_stake, case.blocking)
    assert case.says in result.message
    assert result.message.endswith(".")
    assert result.related_id == (case.alike[0].id if case.alike else case.related)


@pytest.mark.parametrize(("name", "case"), FINE, ids=lambda part: getattr(part, "why", part))
async def test_what_is_fine_is_left_alone(
    shared_world: World, business: UUID, name: CheckName, case: Fine
) -> None:
    assert await result_of(shared_world, business, name, case.document, case.alike) is None


@pytest.mark.parametrize("document", [SOUND, INVOICE, SETTLED, GONE, VOID], ids=str)
async def test_sound_settled_and_void_documents_pass_every_check(
    shared_world: World, business: UUID, document: Examined
) -> None:
    assert await results(shared_world, business, document) == {}
    assert duplicate.find(document, (document,)) is None


def test_of_several_copies_each_later_one_is_found_once_and_names_the_nearest_before_it() -> None:
    copies = [replace(SOUND, id=UUID(int=n), issue_date=date(2026, 3, n)) for n in (1, 2, 3)]
    items = [duplicate.find(copy, copies) for copy in copies]
    assert [item and item.related_id for item in items] == [None, copies[0].id, copies[1].id]
