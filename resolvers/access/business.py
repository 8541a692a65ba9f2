"""The viewer, and the business of the request."""

from collections.abc import Collection, Mapping
from uuid import UUID

from db.outages import NoSuchMembership
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


async def business(context: Context, business_id: UUID | None = None) -> Business:
    """The business of this request; raises `NoSuchMembership` when another one is named."""
    entered = await context.read(
        lambda books, caller: BusinessDataOrchestrator(books).get_data(caller.business_id)
    )
    if business_id not in (None, entered.id):
        raise NoSuchMembership
    return entered


async def businesses_by_id(context: Context, _business_ids: Collection[UUID]) -> Mapping[UUID, Business]:
    """The business of this request alone, by its id."""
    entered = await business(context)
    return {entered.id: entered}
