"""An account whose balance changed by more, or less, than what is known to have moved on it."""

from datetime import datetime
from decimal import Decimal

from orchestrators.calculations.books.reconciliation import Reconciliation, ReconciliationState, exceeds
from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Severity,
    SubjectKind,
)
from orchestrators.money import rounded, with_currency

NAME = CheckName.UNRECONCILED_ACCOUNT


def find(name: str, currency_code: str, compared: Reconciliation, limit: Decimal) -> CheckResult | None:
    """What is unexplained beyond the tolerance; critical above `limit`, a fraction of what moved."""
    unexplained, risen = compared.unexplained, compared.risen
    if compared.state is not ReconciliationState.UNEXPLAINED or unexplained is None or risen is None:
        return None
    explained, rest = (rounded(amount, currency_code) for amount in (risen - unexplained, unexplained))
    change = with_currency(risen, currency_code)
    message = (
        f"The balance of {name} changed by {change} from {_time(compared.since)} to {_time(compared.until)}; "
        f"the documents changed it by {explained}, and {rest} are unexplained."
    )
    beyond = exceeds(unexplained, compared.turnover, limit)
    severity = Severity.CRITICAL if beyond else Severity.HIGH
    return CheckResult(message, abs(unexplained), severity)


def _time(moment: datetime | None) -> str:
    assert moment is not None, "two balances have two times"
    return f"{moment:%Y-%m-%d at %H:%M} UTC"


CHECK = Check(
    NAME,
    title="Unreconciled account",
    subject=SubjectKind.ACCOUNT,
    dimension=Dimension.CONSISTENCY,
    severity=Severity.HIGH,
    severity_rule="HIGH above the tolerance, CRITICAL above the limit, beyond which burn is unknown.",
    blocks=False,
    meaning="The balance of a cash account changed by another amount than the known movements: records are "
    "missing or wrong.",
    fix="Export the transaction types that the import lacked, and compare the account with the bank "
    "statement.",
    decides="Of every bank account, and of undeposited funds where they count: whether the balances of "
    "two imports differ by what moved between them, up to the tolerance of the runway policy.",
)
