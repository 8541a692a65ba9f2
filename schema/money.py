"""Amounts with their currency, and why an amount is unknown."""

from decimal import Decimal

from orchestrators import money
from orchestrators.calculations.figures import UnknownReason
from schema.faces import describe_enum, face, shown

__all__ = ["Money", "UnknownReason"]

describe_enum(
    UnknownReason,
    "Why a figure is unknown; it is then null, never zero.",
    {
        "NO_BANK_ACCOUNT": "The books have no active bank account.",
        "MISSING_BALANCE": "The source does not tell the balance of a bank account.",
        "UNKNOWN_RATE": "Something is in a foreign currency of which no exchange rate was recorded.",
        "INSUFFICIENT_HISTORY": "The books do not reach back far enough.",
    },
)


@face(money.Money, "An amount in a currency, rounded to the currency's minor unit.")
class Money:
    """An amount."""

    amount: Decimal = shown("In the currency's major unit.")
    currency_code: str = shown("ISO 4217.")
