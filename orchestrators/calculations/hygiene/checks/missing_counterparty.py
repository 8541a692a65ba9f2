"""An open bill without a vendor, or an open invoice without a customer."""

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
    """Whom it lacks."""
    party = "vendor" if document.is_bill else "customer"
    return CheckResult(f"{document} has no {party}.", document.at_stake)


CHECK = Check(
    CheckName.MISSING_COUNTERPARTY,
    title="Missing vendor or customer",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.COMPLETENESS,
    severity=Severity.HIGH,
    blocks=True,
    meaning="An open bill without a vendor, or an open invoice without a customer.",
    fix="Enter the vendor or the customer on the document. Without one, neither the usual payment date nor "
    "a recurring series can be recognized.",
    predicate="d.state = 'OPEN' AND d.party_id IS NULL",
    describe=describe,
)
