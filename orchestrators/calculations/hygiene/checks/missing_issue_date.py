"""An open document without an issue date cannot be aged."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, CheckResult, Examined, Severity


def find(document: Examined, _alike: Sequence[Examined]) -> CheckResult | None:
    """An open document without an issue date cannot be aged."""
    if not document.is_open or document.issue_date is not None:
        return None
    return CheckResult(f"{document} has no issue date.", document.at_stake, Severity.MEDIUM)


CHECK = Check(CheckName.MISSING_ISSUE_DATE, find)
