"""More is open than the document was ever over."""

from collections.abc import Sequence
from decimal import Decimal

from orchestrators.calculations.hygiene.checks.base import Check, CheckName, CheckResult, Examined, Severity


def find(document: Examined, _alike: Sequence[Examined]) -> CheckResult | None:
    """More is open than the document was ever over; at stake is the difference."""
    total, balance = document.total, document.balance
    if document.is_void or total is None or balance is None or balance <= max(total, Decimal(0)):
        return None
    message = f"{document} is over {total:.2f} {document.currency_code}, of which {balance:.2f} are open."
    return CheckResult(message, balance - total, Severity.HIGH)


CHECK = Check(CheckName.BALANCE_ABOVE_TOTAL, find)
