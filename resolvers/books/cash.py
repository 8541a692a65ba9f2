"""Accounts."""

from uuid import UUID

from orchestrators.books.cash import Account, CashDataOrchestrator
from orchestrators.paging import Page, PageRequest
from resolvers.context import Context


async def accounts(context: Context, request: PageRequest) -> Page[Account]:
    """A page of accounts."""
    return await context.read(
        lambda books, caller: CashDataOrchestrator(books).accounts(caller.business_id, request)
    )


async def account(context: Context, account_id: UUID) -> Account | None:
    """One account, or none."""
    return await context.read(
        lambda books, caller: CashDataOrchestrator(books).account(caller.business_id, account_id)
    )
