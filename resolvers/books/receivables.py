"""Invoices and customers."""

from collections.abc import Collection, Mapping

from orchestrators.books.documents import Counterparty, Document
from orchestrators.books.receivables import ReceivablesDataOrchestrator
from orchestrators.paging import Page, PageOf, PageRequest
from resolvers.context import Context
from resolvers.runway.runway import beforehand
from resolvers.settings.settings import with_tiers


async def invoices(context: Context, request: PageRequest) -> Page[Document]:
    """A page of invoices."""
    query = await with_tiers(context, request)
    page = await context.read(
        lambda books, caller: ReceivablesDataOrchestrator(books).invoices(
            caller.business_id, caller.today, query
        )
    )
    return await beforehand(context, page)


async def invoices_of_customers(
    context: Context, wanted: Collection[PageOf]
) -> Mapping[PageOf, Page[Document]]:
    """Pages of the invoices of customers."""
    return await context.read(
        lambda books, caller: ReceivablesDataOrchestrator(books).invoices_of_customers(
            caller.business_id, caller.today, wanted
        )
    )


async def customers(context: Context, request: PageRequest) -> Page[Counterparty]:
    """A page of customers."""
    return await context.read(
        lambda books, caller: ReceivablesDataOrchestrator(books).customers(caller.business_id, request)
    )
