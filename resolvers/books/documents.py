"""Documents and parties by their ids, and what is read of many documents at once."""

from collections.abc import Collection, Mapping
from uuid import UUID

from orchestrators.books.documents import Counterparty, Document, DocumentDataOrchestrator
from orchestrators.calculations.decisions.readiness import Readiness
from orchestrators.decisions.claims import ClaimDataOrchestrator
from resolvers.context import Context


async def documents_by_id(context: Context, document_ids: Collection[UUID]) -> Mapping[UUID, Document]:
    """Those of these bills and invoices that there are."""
    return await context.read(
        lambda books, caller: DocumentDataOrchestrator(books).by_id(
            caller.business_id, caller.today, document_ids
        )
    )


async def readiness(context: Context, document_ids: Collection[UUID]) -> Mapping[UUID, Readiness]:
    """Whether something may be decided about documents now."""
    return await context.read(
        lambda books, caller: ClaimDataOrchestrator(books).readiness(caller.business_id, document_ids)
    )


async def parties_by_id(context: Context, party_ids: Collection[UUID]) -> Mapping[UUID, Counterparty]:
    """Those of these vendors and customers that there are."""
    return await context.read(
        lambda books, caller: DocumentDataOrchestrator(books).parties(caller.business_id, party_ids)
    )
