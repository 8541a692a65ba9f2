"""An open document in another currency, whose rate to home currency is not known."""

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
    """Its currency."""
    message = f"{document} is in {document.currency_code}, and has no exchange rate."
    return CheckResult(message, document.at_stake)


CHECK = Check(
    CheckName.MISSING_EXCHANGE_RATE,
    title="Missing exchange rate",
    subject=SubjectKind.DOCUMENT,
    dimension=Dimension.COMPLETENESS,
    severity=Severity.HIGH,
    blocks=False,
    meaning="An open document in a foreign currency without an exchange rate; the forecast leaves it out.",
    fix="Enter the exchange rate on the document.",
    predicate="d.state = 'OPEN' AND d.currency_code <> b.currency_code AND coalesce(d.exchange_rate, 0) <= 0",
    describe=describe,
    moves=True,
)
