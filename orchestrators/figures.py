"""A figure, or the reason why there is none."""

from decimal import Decimal
from enum import StrEnum


class UnknownReason(StrEnum):
    """Why a figure cannot be computed; it is then absent, never zero."""

    NO_BANK_ACCOUNT = "NO_BANK_ACCOUNT"
    MISSING_BALANCE = "MISSING_BALANCE"
    UNKNOWN_RATE = "UNKNOWN_RATE"
    INSUFFICIENT_HISTORY = "INSUFFICIENT_HISTORY"
    NO_RECENT_HISTORY = "NO_RECENT_HISTORY"
    NOT_BURNING = "NOT_BURNING"
    AVERAGE_CONTRADICTED = "AVERAGE_CONTRADICTED"
    UNRECONCILED = "UNRECONCILED"
    UNKNOWN_ACCOUNT = "UNKNOWN_ACCOUNT"
    MISSING_DOCUMENTS = "MISSING_DOCUMENTS"


#: An amount in home currency, or why it is unknown.
Figure = Decimal | UnknownReason
