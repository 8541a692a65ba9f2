"""More is open than the document was ever over."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)
from orchestrators.money import rounded, with_currency


def describe(document: Examined, _: str | None) -> CheckResult:
    """Both amounts; at stake is the difference."""
    total, balance = document.total, document.balance
    assert total is not None, "the predicate compares it"
    assert balance is not None, "the predicate compares it"
    over, still_open = with_currency(total, document.currency_code), rounded(balance, document.currency_code)
    message = f"{document} is over {over}, of which {still_open} are open."
    return CheckResult(message, balance - total)


CHECK = Check(
    CheckName.BALANCE_ABOVE_TOTAL,
    title="Open balance above the total",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.HIGH,
    blocks=True,
    meaning="The open balance of a document is higher than its total amount.",
    fix="Save the document in QuickBooks again. If the balance stays, look for a payment of it that was "
    "changed.",
    predicate="d.balance > greatest(d.total, 0) AND d.total IS NOT NULL",
    describe=describe,
)
