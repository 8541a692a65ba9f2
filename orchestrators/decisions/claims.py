"""Which documents something is decided about that still stands, for those who would take documents away."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from db.books import ReadBooks
from db.queries.decisions import steps as queries


@dataclass(frozen=True, slots=True)
class ClaimDataOrchestrator:
    """Reads claims, with one statement or, for no document, none."""

    db: ReadBooks

    async def of_documents(self, business_id: UUID, ids: Sequence[UUID]) -> frozenset[UUID]:
        """Those about which a decision is open, or whose instructed payment the books do not show yet."""
        if not ids:
            return frozenset()
        rows = await self.db.rows(queries.CLAIMS, {"business_id": business_id, "ids": list(ids)})
        return frozenset(row["document_id"] for row in rows)
