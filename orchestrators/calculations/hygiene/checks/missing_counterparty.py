"""An open bill without a vendor, or an open invoice without a customer."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, CheckResult, Examined, Severity


def find(document: Examined, _alike: Sequence[Examined]) -> CheckResult | None:
    """An open bill without a vendor, or an open invoice without a customer."""
    if not document.is_open or document.party_id is not None:
        return None
    return CheckResult(
        f"{document} has no {'vendor' if document.is_bill else 'customer'}.", document.at_stake, Severity.HIGH
    )


CHECK = Check(CheckName.MISSING_COUNTERPARTY, find)
