"""Payments, credits and journal entries, and what settles bills and invoices."""

from collections.abc import Collection, Mapping
from uuid import UUID

from orchestrators.books.transactions import (
    Credit,
    JournalEntry,
    JournalLine,
    Payment,
    Settlement,
    Transaction,
    TransactionDataOrchestrator,
)
from orchestrators.paging import Page, PageOf, PageRequest
from resolvers.context import Context


async def payments(context: Context, request: PageRequest) -> Page[Payment]:
    """A page of payments."""
    return await context.read(
        lambda books, caller: TransactionDataOrchestrator(books).payments(caller.business_id, request)
    )


async def credits_and_memos(context: Context, request: PageRequest) -> Page[Credit]:
    """A page of credits."""
    return await context.read(
        lambda books, caller: TransactionDataOrchestrator(books).credits(caller.business_id, request)
    )


async def journal_entries(context: Context, request: PageRequest) -> Page[JournalEntry]:
    """A page of journal entries."""
    return await context.read(
        lambda books, caller: TransactionDataOrchestrator(books).journal_entries(caller.business_id, request)
    )


async def transactions_by_id(
    context: Context, transaction_ids: Collection[UUID]
) -> Mapping[UUID, Transaction]:
    """Those of these payments, credits and journal entries that there are."""
    return await context.read(
        lambda books, caller: TransactionDataOrchestrator(books).by_id(caller.business_id, transaction_ids)
    )


async def settlements_of_documents(
    context: Context, document_ids: Collection[UUID]
) -> Mapping[UUID, tuple[Settlement, ...]]:
    """What was applied to bills and invoices."""
    return await context.read(
        lambda books, caller: TransactionDataOrchestrator(books).settlements(caller.business_id, document_ids)
    )


async def lines_of_entries(
    context: Context, wanted: Collection[PageOf]
) -> Mapping[PageOf, Page[JournalLine]]:
    """Pages of the lines of journal entries."""
    return await context.read(
        lambda books, caller: TransactionDataOrchestrator(books).lines(caller.business_id, wanted)
    )
