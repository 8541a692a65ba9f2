"""Dates that can hardly be meant: years off, or due years after the issue."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)

_FAR = "NOT BETWEEN k.today - interval '10 years' AND k.today + interval '10 years'"
#: The date that is wrong.
_WRONG = (
    f"CASE WHEN d.issue_date {_FAR} THEN 'issue' WHEN d.due_date {_FAR} THEN 'due' "
    "WHEN d.due_date > d.issue_date + interval '2 years' THEN 'distance' END"
)


def describe(document: Examined, fact: str | None) -> CheckResult:
    """Which date it is; not how far it is from today, or the message would change every day."""
    issued, due = document.issue_date, document.due_date
    wrong = {
        "issue": f"was issued on {issued}, more than ten years away",
        "due": f"is due on {due}, more than ten years away",
        "distance": f"is due on {due}, more than two years after it was issued, on {issued}",
    }
    return CheckResult(f"{document} {wrong[fact or 'distance']}.", document.at_stake)


CHECK = Check(
    CheckName.IMPLAUSIBLE_DATE,
    title="Implausible date",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.VALIDITY,
    severity=Severity.HIGH,
    blocks=False,
    meaning="An open document with a date more than ten years away, or with a due date more than two years "
    "after its issue date.",
    fix="Correct the date: years such as 1915 and 2105 are usually typing errors. Ignore the issue if the "
    "date is correct.",
    predicate=f"d.state = 'OPEN' AND {_WRONG} IS NOT NULL",
    describe=describe,
    fact=_WRONG,
    moves=True,
)
