"""A document over nothing or less, which is neither void nor deleted."""

from collections.abc import Sequence
from decimal import Decimal

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, Examined, Found, Severity


def find(document: Examined, _alike: Sequence[Examined]) -> Found | None:
    """A total of nothing or less; or, while it is open, less than nothing left to pay (an overpayment)."""
    if document.is_gone:
        return None
    if document.total is not None and document.total <= 0:
        return _found(document, "is over", document.total)
    if document.is_open and document.balance is not None and document.balance <= 0:
        return _found(document, "has an open balance of", document.balance)
    return None


def _found(document: Examined, what: str, amount: Decimal) -> Found:
    message = f"{document} {what} {amount:.2f} {document.currency_code}."
    return Found(message, document.at_stake, Severity.MEDIUM)


CHECK = Check(CheckName.ZERO_OR_NEGATIVE_AMOUNT, find)
