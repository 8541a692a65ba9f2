"""Accounts."""

from collections.abc import Collection, Mapping
from uuid import UUID

from orchestrators.books.cash import Account, CashDataOrchestrator
from orchestrators.paging import Page, PageRequest
from resolvers.context import Context


async def accounts(context: Context, request: PageRequest) -> Page[Account]:
    """A page of accounts."""
    return await context.read(
        lambda books, caller: CashDataOrchestrator(books).accounts(caller.business_id, request)
    )


async def accounts_by_id(context: Context, account_ids: Collection[UUID]) -> Mapping[UUID, Account]:
    """Those of these accounts that there are."""
    return await context.read(
        lambda books, caller: CashDataOrchestrator(books).by_id(caller.business_id, account_ids)
    )
