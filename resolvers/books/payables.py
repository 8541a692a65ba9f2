"""Bills and vendors."""

from collections.abc import Collection, Mapping

from orchestrators.books.documents import Counterparty, Document
from orchestrators.books.payables import PayablesDataOrchestrator
from orchestrators.paging import Page, PageOf, PageRequest
from resolvers.context import Context
from resolvers.runway.runway import beforehand
from resolvers.settings.settings import with_tiers


async def bills(context: Context, request: PageRequest) -> Page[Document]:
    """A page of bills."""
    query = await with_tiers(context, request)
    page = await context.read(
        lambda books, caller: PayablesDataOrchestrator(books).bills(caller.business_id, caller.today, query)
    )
    return await beforehand(context, page)


async def bills_of_vendors(context: Context, wanted: Collection[PageOf]) -> Mapping[PageOf, Page[Document]]:
    """Pages of the bills of vendors."""
    return await context.read(
        lambda books, caller: PayablesDataOrchestrator(books).bills_of_vendors(
            caller.business_id, caller.today, wanted
        )
    )


async def vendors(context: Context, request: PageRequest) -> Page[Counterparty]:
    """A page of vendors."""
    return await context.read(
        lambda books, caller: PayablesDataOrchestrator(books).vendors(caller.business_id, request)
    )
