"""A document over nothing or less, or an open one of which nothing or less is open."""

from decimal import Decimal

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)
from orchestrators.money import with_currency


def describe(document: Examined, _: str | None) -> CheckResult:
    """The total, if that is it; else the open balance, which an overpayment makes negative."""
    if document.total is not None and document.total <= 0:
        what, amount = "is over", document.total
    else:
        what, amount = "has an open balance of", document.balance or Decimal(0)
    shown = with_currency(amount, document.currency_code)
    return CheckResult(f"{document} {what} {shown}.", document.at_stake)


CHECK = Check(
    CheckName.ZERO_OR_NEGATIVE_AMOUNT,
    title="Zero or negative amount",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.VALIDITY,
    severity=Severity.MEDIUM,
    blocks=True,
    meaning="A document with a negative total amount, or an open one with a total of zero.",
    fix="A negative bill is usually a vendor credit, a negative invoice a credit memo: enter it as such. "
    "Apply an overpayment to another document, or refund it.",
    predicate="d.total <= 0 OR (d.state = 'OPEN' AND d.balance <= 0)",
    describe=describe,
)
