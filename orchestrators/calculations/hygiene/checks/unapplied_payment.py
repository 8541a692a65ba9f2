"""Payments that are applied to nothing while something is open with the same counterparty."""

from collections.abc import Sequence
from decimal import Decimal

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, CheckResult, Examined, Severity

#: Payments that are named; the amount is of all.
_NAMED = 3


def find(document: Examined, _alike: Sequence[Examined]) -> CheckResult | None:
    """What payments of the counterparty have left, told of its open document that is due first."""
    if not document.unapplied:
        return None
    left = sum((payment.amount for payment in document.unapplied), Decimal(0))
    named = ", ".join(f"{payment} ({payment.amount:.2f})" for payment in document.unapplied[:_NAMED])
    more = len(document.unapplied) - _NAMED
    whom = "to the same vendor" if document.is_bill else "of the same customer"
    message = (
        f"{document} is open, and {left:.2f} {document.currency_code} of payments {whom} are applied to "
        f"nothing: {named}{f' and {more} more' if more > 0 else ''}."
    )
    first = document.unapplied[0].id
    return CheckResult(message, left, Severity.MEDIUM, blocking=False, related_id=first)


CHECK = Check(CheckName.UNAPPLIED_PAYMENT, find)
