"""The portfolio of the viewer."""

from collections.abc import Sequence
from uuid import UUID

from orchestrators.paging import Order
from orchestrators.portfolio.entry import PortfolioEntry, PortfolioRunway
from orchestrators.portfolio.order import ordered
from orchestrators.portfolio.portfolio import PortfolioDataOrchestrator
from resolvers.context import Context


async def portfolio(
    context: Context, order: Sequence[Order], only: frozenset[UUID] | None
) -> tuple[PortfolioEntry, ...]:
    """The businesses that the viewer may enter, whichever the request names; raises `BadInput`."""
    entries = await context.read_across_once(
        ("portfolio", only),
        lambda books: PortfolioDataOrchestrator(books).get_data(context.user.id, only),
    )
    return ordered(entries, order)


def runway(entry: PortfolioEntry) -> PortfolioRunway | None:
    """The runway of a client; raises what kept it from being computed."""
    if entry.fault is not None:
        raise entry.fault
    return entry.runway
