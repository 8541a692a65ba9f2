"""An open document without an issue date cannot be aged."""

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
    """That it has none."""
    return CheckResult(f"{document} has no issue date.", document.at_stake)


CHECK = Check(
    CheckName.MISSING_ISSUE_DATE,
    title="Missing issue date",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.COMPLETENESS,
    severity=Severity.MEDIUM,
    blocks=True,
    meaning="An open document without an issue date.",
    fix="Enter the issue date. Without it the document is missing from reports by issue date.",
    predicate="d.state = 'OPEN' AND d.issue_date IS NULL",
    describe=describe,
)
