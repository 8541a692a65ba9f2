"""A figure, or the reason why there is none."""

from decimal import Decimal
from enum import StrEnum


class UnknownReason(StrEnum):
    """Why a figure cannot be computed; it is then absent, never zero."""

    INSUFFICIENT_HISTORY = "INSUFFICIENT_HISTORY"
    UNKNOWN_RATE = "UNKNOWN_RATE"
    UNKNOWN_CASH = "UNKNOWN_CASH"


#: An amount in home currency, or why it is unknown.
Figure = Decimal | UnknownReason
