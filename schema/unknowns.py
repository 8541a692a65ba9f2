"""Why a figure is unknown, in words that every subject shares."""

from orchestrators.calculations.figures import UnknownReason
from schema.faces import describe_enum

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

__all__ = ["UnknownReason"]
