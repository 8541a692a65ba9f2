"""An open document that was due before it was issued."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)


def describe(document: Examined, _: str | None) -> CheckResult:
    """By how many days."""
    due, issued = document.due_date, document.issue_date
    assert due is not None, "the predicate compares it"
    assert issued is not None, "the predicate compares it"
    days = (issued - due).days
    message = f"{document} was due on {due}, {days} {'day' if days == 1 else 'days'} before it was issued."
    return CheckResult(message, document.at_stake)


CHECK = Check(
    CheckName.DUE_BEFORE_ISSUE,
    title="Due before issue",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.VALIDITY,
    severity=Severity.HIGH,
    blocks=True,
    meaning="An open document whose due date is before its issue date.",
    fix="Correct whichever of the two dates is wrong: the forecast places the document by its due date.",
    predicate="d.state = 'OPEN' AND d.due_date < d.issue_date",
    describe=describe,
)
