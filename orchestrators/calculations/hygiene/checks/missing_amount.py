"""An open document whose total or open balance the source does not tell."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, CheckResult, Examined, Severity


def find(document: Examined, _alike: Sequence[Examined]) -> CheckResult | None:
    """An open document whose total or open balance the source does not tell."""
    if not document.is_open or None not in (document.total, document.balance):
        return None
    return CheckResult(
        f"{document} has no {'total' if document.total is None else 'open balance'}.",
        document.at_stake,
        Severity.HIGH,
    )


CHECK = Check(CheckName.MISSING_AMOUNT, find)
