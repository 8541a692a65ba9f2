"""An open document whose total or open balance the source does not tell."""

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
    """Which of the two it lacks."""
    amount = "total" if document.total is None else "open balance"
    return CheckResult(f"{document} has no {amount}.", document.at_stake)


CHECK = Check(
    CheckName.MISSING_AMOUNT,
    title="Missing amount",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.COMPLETENESS,
    severity=Severity.HIGH,
    blocks=True,
    meaning="An open document without a total amount or without an open balance.",
    fix="Enter the lines of the document, or delete it if it is a draft.",
    predicate="d.state = 'OPEN' AND (d.total IS NULL OR d.balance IS NULL)",
    describe=describe,
)
