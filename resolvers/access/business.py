"""The viewer, and the business of the request."""

from orchestrators.access.business import (
    Business,
    BusinessDataOrchestrator,
    BusinessMembership,
    ViewerDataOrchestrator,
)
from resolvers.context import Context, User


async def viewer(context: Context) -> User:
    """Who asks; needs no books."""
    return context.user


async def businesses(context: Context) -> tuple[BusinessMembership, ...]:
    """The businesses that the viewer may enter."""
    return await context.read_across(lambda books: ViewerDataOrchestrator(books).businesses(context.user.id))


async def business(context: Context) -> Business:
    """The business of this request."""
    return await context.read(
        lambda books, caller: BusinessDataOrchestrator(books).get_data(caller.business_id)
    )
