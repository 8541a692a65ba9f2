"""An open bill without a vendor, or an open invoice without a customer."""

from collections.abc import Sequence

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, Examined, Found, Severity


def find(document: Examined, _alike: Sequence[Examined]) -> Found | None:
    """An open bill without a vendor, or an open invoice without a customer."""
    if not document.is_open or document.party_id is not None:
        return None
    return Found(
        f"{document} has no {'vendor' if document.is_bill else 'customer'}.", document.at_stake, Severity.HIGH
    )


CHECK = Check(CheckName.MISSING_COUNTERPARTY, find)
