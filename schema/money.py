"""Amounts with their currency, and why an amount is unknown."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import strawberry
from strawberry.types.base import get_object_definition
from strawberry.utils.str_converters import to_camel_case

from orchestrators import money
from orchestrators.figures import UnknownReason
from orchestrators.refusals import BadInput
from resolvers.context import Context
from resolvers.home_currency import in_home_currency
from schema.faces import Converted, describe_enum, face, shown

__all__ = ["Money", "MoneyInput", "UnknownReason", "shown_money", "written"]

#: As ISO 4217 has them; a text of any other form is no currency, and is not repeated in a message.
_CURRENCY = re.compile("[A-Z]{3}")

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


@strawberry.input(
    description="An amount of money and its currency. One in another currency than the field requires is "
    "refused; nothing is converted."
)
class MoneyInput:
    amount: Decimal = strawberry.field(description='Amount in the currency\'s major unit, such as "1663.51".')
    currency_code: str = strawberry.field(description="ISO 4217 code of the currency, such as USD.")

    @property
    def exact(self) -> Decimal:
        """The amount alone, in one form for equal amounts: 12.50 is 12.5, also for an idempotency key."""
        return Decimal(money.plain(self.amount))


def written(given: object, *path: str) -> tuple[money.Written, ...]:
    """Every amount of an input with its currency and its path, for the comparison with the required one.

    Raises `BadInput` naming a currency that is no code.
    """
    return tuple(_written(given, path))


def _written(given: object, path: tuple[str, ...]) -> Iterator[money.Written]:
    if isinstance(given, MoneyInput):
        if not _CURRENCY.fullmatch(given.currency_code):
            raise BadInput(".".join((*path, "currencyCode")), "must be an ISO 4217 code such as USD")
        yield money.Written(path, money.Money(given.exact, given.currency_code))
    elif isinstance(given, list):
        for at, item in enumerate(given):
            yield from _written(item, (*path, str(at)))
    elif (definition := get_object_definition(given)) is not None:
        for item in definition.fields:
            name = item.graphql_name or to_camel_case(item.python_name)
            yield from _written(getattr(given, item.python_name), (*path, name))
