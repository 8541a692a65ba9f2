"""The lists of invoices and customers."""

from typing import Annotated

import strawberry

from orchestrators.books.documents import Counterparty, Document
from orchestrators.paging import Order, Page
from resolvers.books import receivables
from resolvers.context import Context
from schema.books.documents import DocumentFilter, DocumentOrder, Invoice
from schema.books.parties import Customer, PartyFilter, PartyOrder
from schema.connections import BY, WHICH, After, Before, Connection, First, Last, page_request
from schema.faces import field

Info = strawberry.Info[Context, None]


@strawberry.type
class ReceivablesQueries:
    """What can be asked about receivables."""

    @field(Connection[Invoice] | None, "All invoices in any state, by due date unless ordered otherwise.")
    async def invoices(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[DocumentFilter | None, WHICH] = None,
        order_by: Annotated[list[DocumentOrder] | None, BY] = None,
    ) -> Page[Document]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=(Order("due_date"),)
        )
        return await receivables.invoices(info.context, request)

    @field(Connection[Customer] | None, "All customers, by name unless ordered otherwise.")
    async def customers(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Annotated[PartyFilter | None, WHICH] = None,
        order_by: Annotated[list[PartyOrder] | None, BY] = None,
    ) -> Page[Counterparty]:
        request = page_request(
            info, first, after, last, before, where=where, order=order_by, default_order=(Order("name"),)
        )
        return await receivables.customers(info.context, request)
