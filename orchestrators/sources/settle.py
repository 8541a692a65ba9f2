"""Keeps what is open, and the day on which it was settled, from the payments that an import brings."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from db.books import WriteBooks
from db.queries.sources import settle as queries


@dataclass(frozen=True, slots=True)
class SettlementOrchestrator:
    """Derives what the source does not tell of what is open, so that no screen reads all payments."""

    db: WriteBooks

    async def settle(self, business_id: UUID, touched: Collection[UUID]) -> tuple[UUID, ...]:
        """Derive it again for these documents and for what payments among them settle.

        Of a payment that changed, `touched` also names what it settled before. Answers with the documents of
        which another amount is open now. Two statements; none when nothing was touched.
        """
        if not touched:
            return ()
        about = {"business_id": business_id, "ids": list({*touched})}
        changed = await self.db.rows(queries.OPEN_AMOUNTS, about)
        await self.db.rows(queries.DERIVE, about)
        return tuple(row["id"] for row in changed)
