"""An open document that was due before it was issued."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, CheckResult, Examined, Severity


def find(document: Examined, _alike: Sequence[Examined]) -> CheckResult | None:
    """An open document that was due before it was issued; due on the day of issue is in order."""
    issued, due = document.issue_date, document.due_date
    if not document.is_open or issued is None or due is None or due >= issued:
        return None
    days = (issued - due).days
    message = f"{document} was due on {due}, {days} {'day' if days == 1 else 'days'} before it was issued."
    return CheckResult(message, document.at_stake, Severity.MEDIUM)


CHECK = Check(CheckName.DUE_BEFORE_ISSUE, find)
