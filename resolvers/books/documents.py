"""Single documents and parties, and what is read of many documents at once."""

from collections.abc import Collection, Mapping
from uuid import UUID

from orchestrators.books.documents import Counterparty, Document, DocumentDataOrchestrator
from orchestrators.calculations.decisions.readiness import Readiness
from orchestrators.decisions.claims import ClaimDataOrchestrator
from resolvers.context import Context


async def document(context: Context, document_id: UUID) -> Document | None:
    """A bill or an invoice, or none."""
    return await context.read(
        lambda books, caller: DocumentDataOrchestrator(books).document(
            caller.business_id, caller.today, document_id
        )
    )


async def readiness(context: Context, document_ids: Collection[UUID]) -> Mapping[UUID, Readiness]:
    """Whether something may be decided about documents now."""
    return await context.read(
        lambda books, caller: ClaimDataOrchestrator(books).readiness(caller.business_id, document_ids)
    )


async def party(context: Context, party_id: UUID) -> Counterparty | None:
    """A vendor or a customer, or none."""
    return await context.read(
        lambda books, caller: DocumentDataOrchestrator(books).party(caller.business_id, party_id)
    )
