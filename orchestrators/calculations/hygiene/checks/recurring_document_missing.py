"""Money that comes back regularly, and has not come or been billed this time."""

from datetime import date
from decimal import Decimal

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Severity,
    SubjectKind,
)
from orchestrators.money import with_currency

#: For so many days nobody is surprised yet.
GRACE_DAYS, WEEKLY_GRACE_DAYS = 3, 1


def describe(label: str, amount: Decimal, currency_code: str, day: date) -> CheckResult:
    """What was expected, and when."""
    due = with_currency(abs(amount), currency_code)
    message = f"{label} was expected on {day}, {due}, and nothing of it has come."
    return CheckResult(message, abs(amount))


CHECK = Check(
    CheckName.RECURRING_DOCUMENT_MISSING,
    title="Recurring document missing",
    subject=SubjectKind.PARTY,
    dimension=Dimension.COMPLETENESS,
    severity=Severity.MEDIUM,
    blocks=False,
    meaning="A recurring flow whose last regular day has passed without a document.",
    fix="Enter the bill, the expense or the deposit. End the recurring flow if it has stopped.",
    decides="Of every recurring flow with a counterparty, whether its last regular day is more than 3 "
    "days ago (1 of a weekly one) and nothing of the counterparty is dated since shortly before it, nor "
    "open and due then. A detected flow is forgotten by the import that finds it overdue for longer than "
    "its gaps vary.",
    moves=True,
)
