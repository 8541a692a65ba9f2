"""Spend and income of a period."""

from orchestrators.books.turnover import Turnover, TurnoverDataOrchestrator, TurnoverRequest
from resolvers.context import Context
from resolvers.home_currency import keep_home_currency


async def turnover(context: Context, request: TurnoverRequest) -> Turnover:
    """One side of the books in a period, grouped."""
    result = await context.read(
        lambda books, caller: TurnoverDataOrchestrator(books).get_data(
            caller.business_id, caller.today, request
        )
    )
    if result.home is not None:
        keep_home_currency(context, result.home)
    return result
