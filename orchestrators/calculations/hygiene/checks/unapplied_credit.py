"""Credits that are applied to nothing while something is open with the same party."""

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Examined,
    Severity,
    SubjectKind,
)
from orchestrators.calculations.hygiene.checks.unapplied_payment import left_over


def describe(document: Examined, _: str | None) -> CheckResult | None:
    """What credits of the counterparty have left, told of its open document that is due first."""
    return left_over(document, document.credits, "credits")


CHECK = Check(
    CheckName.UNAPPLIED_CREDIT,
    title="Unapplied credit",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.MEDIUM,
    blocks=False,
    meaning="An open vendor credit or credit memo, although open documents of the same counterparty exist. "
    "Reported for the document that is due first.",
    fix="Apply the credit to the open documents before their full amount is paid. The forecast already "
    "deducts it from what is open with the counterparty.",
    predicate="d.state = 'OPEN' AND d.balance > 0",
    describe=describe,
    decides="Which credits of the counterparty have something left: that is told of its open document, in "
    "the same currency, that is due first.",
)
