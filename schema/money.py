"""Amounts with their currency, and why one may be missing."""

from decimal import Decimal

from orchestrators import money
from orchestrators.calculations.figures import UnknownReason
from schema.faces import face, shown, words

words(
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
