"""Amounts with their currency, and why an amount is unknown."""

from decimal import Decimal
from typing import Any

from orchestrators import money
from orchestrators.figures import UnknownReason
from resolvers.context import Context
from resolvers.home_currency import in_home_currency
from schema.faces import Converted, describe_enum, face, shown

__all__ = ["Money", "UnknownReason", "shown_money"]

describe_enum(
    UnknownReason,
    "Why a figure is unknown. The figure itself is then null, never zero.",
    {
        "NO_BANK_ACCOUNT": "The books contain no active bank account.",
        "MISSING_BALANCE": "The accounting system does not state the balance of a bank account.",
        "UNKNOWN_RATE": "An amount is in a foreign currency without a recorded exchange rate.",
        "INSUFFICIENT_HISTORY": "The books do not reach back far enough.",
        "NO_RECENT_HISTORY": "No cash moved in the last completed months; the books may have ended.",
        "AVERAGE_CONTRADICTED": "Average burn is zero or less, although the forecast falls below the floor.",
        "NOT_BURNING": "Net burn is zero or less, so an amount cannot be expressed in days.",
        "UNRECONCILED": "Account balances changed by more than the known movements: records are missing.",
        "UNKNOWN_ACCOUNT": "Money moved on accounts that the books lack, mostly closed ones.",
        "MISSING_DOCUMENTS": "Documents that moved cash are missing, such as deposits of customer payments.",
    },
)


@face(money.Money, "An amount of money in one currency, rounded to the currency's minor unit.")
class Money:
    amount: Decimal = shown('Amount in the currency\'s major unit, such as "1663.51".')
    currency_code: str = shown("ISO 4217 code of the currency, such as USD.")


def _at_home(value: Decimal, context: Context) -> Any:
    return in_home_currency(context, value)


class _HomeAmount(Converted):
    held = Decimal
    face = Money
    convert = staticmethod(_at_home)


def shown_money(description: str, name: str | None = None) -> Any:
    """An amount of the model in home currency, shown as money; it is rounded here and nowhere before."""
    return _HomeAmount(description=description, graphql_name=name, type_annotation=None)
