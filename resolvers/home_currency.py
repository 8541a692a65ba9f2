"""Amounts of the business in its home currency, which is read at most once a snapshot."""

from collections.abc import Awaitable
from decimal import Decimal

from orchestrators.access.business import BusinessDataOrchestrator
from orchestrators.money import Money, money
from resolvers.context import Context

_KEY = "home currency"


def in_home_currency(context: Context, amount: Decimal) -> Money | Awaitable[Money]:
    """The amount as money, rounded here; at once where the currency is known, so that lists do not wait."""
    currency_code: str | None = context.kept(_KEY)
    return _read(context, amount) if currency_code is None else money(amount, currency_code)


def keep_home_currency(context: Context, currency_code: str) -> None:
    """Remember the home currency, which an answer with amounts brought along."""
    context.keep(_KEY, currency_code)


async def _read(context: Context, amount: Decimal) -> Money:
    business = await context.read_once(
        "business of amounts",
        lambda books, caller: BusinessDataOrchestrator(books).get_data(caller.business_id),
    )
    keep_home_currency(context, business.currency_code)
    return money(amount, business.currency_code)
