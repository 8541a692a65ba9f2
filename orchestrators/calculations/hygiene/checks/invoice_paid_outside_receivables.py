"""An open invoice whose amount a deposit or a journal entry straight onto receivables seems to have paid."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)
from orchestrators.calculations.hygiene.checks.bill_paid_outside_payables import paid_outside


def describe(document: Examined, _: str | None) -> CheckResult | None:
    """The open balance of an invoice is what something else took of the customer, linked to no invoice."""
    return paid_outside(document, "receivables")


CHECK = Check(
    CheckName.INVOICE_PAID_OUTSIDE_RECEIVABLES,
    title="Invoice paid outside receivables",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.HIGH,
    blocks=False,
    meaning="An open invoice that a deposit or journal entry, posted directly to accounts receivable, seems "
    "to have paid.",
    fix="In QuickBooks apply the posting to the invoice (receive a payment with amount 0 and select both). "
    "Ignore the issue if it paid something else.",
    predicate="d.kind = 'INVOICE' AND d.state = 'OPEN' AND d.balance > 0",
    describe=describe,
    decides="Which posting of the same customer onto receivables, applied to nothing and over the open "
    "balance, paid which invoice: dated from a week before the issue date until 90 days after the due "
    "date, the oldest posting first, the invoice due first, none taken twice.",
)
