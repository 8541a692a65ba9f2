"""Payments that are applied to nothing while something is open with the same party."""

from collections.abc import Sequence
from decimal import Decimal

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
    Unapplied,
)
from orchestrators.money import rounded, with_currency

#: Those that are named; the amount is of all.
_NAMED = 3


def describe(document: Examined, _: str | None) -> CheckResult | None:
    """What payments of the counterparty have left, told of its open document that is due first."""
    return left_over(document, document.unapplied, "payments")


def left_over(document: Examined, unapplied: Sequence[Unapplied], kind: str) -> CheckResult | None:
    """What the tray says of a document of whose counterparty something is applied to nothing."""
    if not unapplied:
        return None
    code = document.currency_code
    left = sum((credit.amount for credit in unapplied), Decimal(0))
    named = ", ".join(f"{credit} ({rounded(credit.amount, code)})" for credit in unapplied[:_NAMED])
    more = len(unapplied) - _NAMED
    whom = "to the same vendor" if document.is_bill else "of the same customer"
    message = (
        f"{document} is open, and {with_currency(left, code)} of {kind} {whom} are applied to "
        f"nothing: {named}{f' and {more} more' if more > 0 else ''}."
    )
    return CheckResult(message, left, related_id=unapplied[0].id)


CHECK = Check(
    CheckName.UNAPPLIED_PAYMENT,
    title="Unapplied payment",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.MEDIUM,
    blocks=False,
    meaning="Payments that are not applied, although open documents of the same counterparty exist. "
    "Reported for the document that is due first.",
    fix="Apply the payment to the documents that it paid. The forecast already deducts it from what is open "
    "with the counterparty; aging reports show it separately.",
    predicate="d.state = 'OPEN' AND d.balance > 0",
    describe=describe,
    decides="Which payments of the counterparty have something left: it is told of the open document "
    "that is due first.",
)
