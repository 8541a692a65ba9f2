"""An open invoice whose amount a deposit or a journal entry straight onto receivables seems to have paid."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, CheckResult, Examined
from orchestrators.calculations.hygiene.checks.bill_paid_outside_payables import paid_outside


def find(document: Examined, _alike: Sequence[Examined]) -> CheckResult | None:
    """The open balance of an invoice is what something else took of the customer, linked to no invoice."""
    return None if document.is_bill else paid_outside(document, "receivables")


CHECK = Check(CheckName.INVOICE_PAID_OUTSIDE_RECEIVABLES, find)
