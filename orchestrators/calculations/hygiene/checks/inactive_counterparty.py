"""An open document of a vendor or customer that is inactive."""

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
    """That it is still open."""
    party = "vendor" if document.is_bill else "customer"
    return CheckResult(f"{document} is open, and its {party} is inactive.", document.at_stake)


CHECK = Check(
    CheckName.INACTIVE_COUNTERPARTY,
    title="Inactive vendor or customer",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.MEDIUM,
    blocks=False,
    meaning="An open document of a vendor or customer that is inactive.",
    fix="Make the counterparty active again, or write the document off if nothing is owed any more.",
    predicate="d.state = 'OPEN' AND NOT p.active AND p.sync_token IS NOT NULL",
    describe=describe,
    moves=True,
)
