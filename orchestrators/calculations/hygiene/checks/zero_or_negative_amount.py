"""A document over nothing or less, which is neither void nor deleted."""

from collections.abc import Sequence
from decimal import Decimal

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, CheckResult, Examined, Severity


def find(document: Examined, _alike: Sequence[Examined]) -> CheckResult | None:
    """A total of nothing or less; or, while it is open, less than nothing left to pay (an overpayment).

    A total of 0 of which nothing is open stands for nothing, and is left alone.
    """
    if document.is_void:
        return None
    if document.total is not None and document.total <= 0:
        return _check_result(document, "is over", document.total)
    if document.is_open and document.balance is not None and document.balance <= 0:
        return _check_result(document, "has an open balance of", document.balance)
    return None


def _check_result(document: Examined, what: str, amount: Decimal) -> CheckResult:
    message = f"{document} {what} {amount:.2f} {document.currency_code}."
    return CheckResult(message, document.at_stake, Severity.MEDIUM)


CHECK = Check(CheckName.ZERO_OR_NEGATIVE_AMOUNT, find)
