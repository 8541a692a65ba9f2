"""Single documents and parties."""

from uuid import UUID

from orchestrators.books.documents import Counterparty, Document, DocumentDataOrchestrator
from resolvers.context import Context


async def document(context: Context, document_id: UUID) -> Document | None:
    """A bill or an invoice, or none."""
    return await context.read(
        lambda books, caller: DocumentDataOrchestrator(books).document(
            caller.business_id, caller.today, document_id
        )
    )


async def party(context: Context, party_id: UUID) -> Counterparty | None:
    """A vendor or a customer, or none."""
    return await context.read(
        lambda books, caller: DocumentDataOrchestrator(books).party(caller.business_id, party_id)
    )
