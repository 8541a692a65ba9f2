"""An open document without a due date cannot be placed in time."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, CheckResult, Examined, Severity


def find(document: Examined, _alike: Sequence[Examined]) -> CheckResult | None:
    """An open document without a due date cannot be placed in time."""
    if not document.is_open or document.due_date is not None:
        return None
    return CheckResult(f"{document} has no due date.", document.at_stake, Severity.HIGH)


CHECK = Check(CheckName.MISSING_DUE_DATE, find)
