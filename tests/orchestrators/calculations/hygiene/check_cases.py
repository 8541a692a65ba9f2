"""Documents in which each check finds something, with what it says, and those that it leaves alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.hygiene.checks import CheckName, Examined, Severity, Unapplied

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
CHEQUE = Unapplied(UUID(int=3), True, "PURCHASE", UUID(int=100), "1055", date(2026, 4, 1), Decimal(80), "USD")
PREPAID = replace(CHEQUE, kind="BILL_PAYMENT", number=None, amount=Decimal(50))


@dataclass(frozen=True, slots=True)
class Wrong:
    """A document in which a check finds something, and what it says."""

    document: Examined
    severity: Severity
    at_stake: Decimal | None
    says: str
    blocking: bool = True
    related: UUID | None = None


@dataclass(frozen=True, slots=True)
class Fine:
    """A document in which it finds nothing, and why."""

    why: str
    document: Examined


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
            Wrong(
                replace(SOUND, total=Decimal(1), balance=Decimal("1.001"), currency_code="KWD"),
                Severity.HIGH,
                Decimal("0.001"),
                "is over 1.000 KWD, of which 1.001 are open",
            ),
            Wrong(
                replace(SOUND, total=Decimal(1_234_567), balance=Decimal(1_234_568), currency_code="JPY"),
                Severity.HIGH,
                Decimal(1),
                "is over 1234567 JPY, of which 1234568 are open",
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
}
