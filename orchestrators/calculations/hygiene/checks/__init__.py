"""What the tray looks for, one check a file."""

from orchestrators.calculations.hygiene.checks import (
    balance_above_total,
    bill_paid_outside_payables,
    due_before_issue,
    invoice_paid_outside_receivables,
    missing_amount,
    missing_counterparty,
    missing_due_date,
    missing_issue_date,
    unapplied_payment,
    zero_or_negative_amount,
)
from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Examined,
    Severity,
    Unapplied,
)

CHECKS: tuple[Check, ...] = (
    missing_counterparty.CHECK,
    missing_due_date.CHECK,
    missing_amount.CHECK,
    missing_issue_date.CHECK,
    zero_or_negative_amount.CHECK,
    due_before_issue.CHECK,
    balance_above_total.CHECK,
    bill_paid_outside_payables.CHECK,
    invoice_paid_outside_receivables.CHECK,
    unapplied_payment.CHECK,
)

__all__ = ["CHECKS", "Check", "CheckName", "CheckResult", "Examined", "Severity", "Unapplied"]
