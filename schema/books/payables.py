"""The lists of bills and vendors."""

from typing import Annotated

import strawberry

from orchestrators.books.documents import Counterparty, Document
from orchestrators.paging import Order, Page
from resolvers.books import payables
from resolvers.context import Context
from schema.books.documents import Bill, DocumentFilter, DocumentOrder
from schema.books.parties import PartyFilter, PartyOrder, Vendor
from schema.connections import BY, WHICH, After, Before, Connection, First, Last, page_request
from schema.faces import field

Info = strawberry.Info[Context, None]


@strawberry.type
class PayablesQueries:
    """What can be asked about payables."""

    @field(Connection[Bill] | None, "All bills in any state, by due date unless ordered otherwise.")
    async def bills(
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
        return await payables.bills(info.context, request)

    @field(Connection[Vendor] | None, "All vendors, by name unless ordered otherwise.")
    async def vendors(
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
        return await payables.vendors(info.context, request)
