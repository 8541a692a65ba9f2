"""Why a figure is unknown, in words that every subject shares."""

from orchestrators.calculations.figures import UnknownReason
from schema.faces import words

words(
    UnknownReason,
    "Why a figure is unknown.",
    {
        "INSUFFICIENT_HISTORY": "Too little of the past is known.",
        "UNKNOWN_RATE": "A document in a foreign currency came without an exchange rate.",
        "UNKNOWN_CASH": "The cash is not known.",
    },
)

__all__ = ["UnknownReason"]
