"""A bank account on which less than nothing is."""

from decimal import Decimal

from orchestrators.calculations.hygiene.checks.base import (
    Check,
    CheckName,
    CheckResult,
    Dimension,
    Severity,
    SubjectKind,
)
from orchestrators.money import with_currency


def describe(name: str, balance: Decimal, currency_code: str) -> CheckResult:
    """The balance; at stake is what is owed to the bank."""
    return CheckResult(f"The balance of {name} is {with_currency(balance, currency_code)}.", -balance)


CHECK = Check(
    CheckName.NEGATIVE_BANK_BALANCE,
    title="Negative bank balance",
    subject=SubjectKind.ACCOUNT,
    dimension=Dimension.VALIDITY,
    severity=Severity.HIGH,
    blocks=False,
    meaning="A bank account with a negative balance: it is overdrawn, or a deposit was not entered. Credit "
    "cards are excluded.",
    fix="Compare the account with the bank statement. Enter what is missing, or delete payments that were "
    "entered twice. Ignore the issue if the overdraft is real.",
    predicate="a.active AND a.account_type = 'Bank' AND a.current_balance < 0",
)
