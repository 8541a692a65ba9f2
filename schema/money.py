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
    "Why a figure is unknown; it is then null, never zero.",
    {
        "NO_BANK_ACCOUNT": "The books have no active bank account.",
        "MISSING_BALANCE": "The source does not tell the balance of a bank account.",
        "UNKNOWN_RATE": "Something is in a foreign currency of which no exchange rate was recorded.",
        "INSUFFICIENT_HISTORY": "The books do not reach back far enough.",
        "NO_RECENT_HISTORY": "Nothing moved in the last completed months: the books may have ended.",
        "AVERAGE_CONTRADICTED": "On average nothing is used up, but the forecast falls below the floor.",
        "NOT_BURNING": "Net burn is zero or less: an amount is worth no number of days.",
        "UNRECONCILED": "Balances changed by more than what is known to have moved: records are missing.",
        "UNKNOWN_ACCOUNT": "Money moved on accounts that the books do not hold: closed ones, mostly.",
        "MISSING_DOCUMENTS": "Documents that moved cash never came: deposits of customers' payments.",
    },
)


@face(money.Money, "An amount in a currency, rounded to the currency's minor unit.")
class Money:
    amount: Decimal = shown("In the currency's major unit.")
    currency_code: str = shown("ISO 4217.")


def _at_home(value: Decimal, context: Context) -> Any:
    return in_home_currency(context, value)


class _HomeAmount(Converted):
    held = Decimal
    face = Money
    convert = staticmethod(_at_home)


def shown_money(description: str, name: str | None = None) -> Any:
    """An amount of the model in home currency, shown as money; it is rounded here and nowhere before."""
    return _HomeAmount(description=description, graphql_name=name, type_annotation=None)
