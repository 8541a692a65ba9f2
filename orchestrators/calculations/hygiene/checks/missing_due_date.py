"""An open document without a due date cannot be placed in time."""

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
    return CheckResult(f"{document} has no due date.", document.at_stake)


CHECK = Check(
    CheckName.MISSING_DUE_DATE,
    title="Missing due date",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.COMPLETENESS,
    severity=Severity.HIGH,
    blocks=True,
    meaning="An open document without a due date.",
    fix="Enter the due date. Terms on the record of the vendor or customer set it for later documents.",
    predicate="d.state = 'OPEN' AND d.due_date IS NULL",
    describe=describe,
)
