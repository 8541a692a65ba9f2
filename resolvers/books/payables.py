"""Bills and vendors."""

from orchestrators.books.documents import Counterparty, Document
from orchestrators.books.payables import PayablesDataOrchestrator
from orchestrators.paging import Page, PageRequest
from resolvers.context import Context
from resolvers.settings.settings import with_tiers


async def bills(context: Context, request: PageRequest) -> Page[Document]:
    """A page of bills."""
    query = await with_tiers(context, request)
    return await context.read(
        lambda books, caller: PayablesDataOrchestrator(books).bills(caller.business_id, caller.today, query)
    )


async def vendors(context: Context, request: PageRequest) -> Page[Counterparty]:
    """A page of vendors."""
    return await context.read(
        lambda books, caller: PayablesDataOrchestrator(books).vendors(caller.business_id, request)
    )
