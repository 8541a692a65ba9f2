"""Keeps what is open, and the day on which it was settled, from the payments that an import brings."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from db.books import WriteBooks
from db.queries.sources import settle as queries

#: So few documents are looked up one by one: however badly that is planned, it is quick.
FEW = 100


@dataclass(frozen=True, slots=True)
class SettlementOrchestrator:
    """Derives what the source does not tell of what is open, so that no screen reads all payments."""

    db: WriteBooks

    async def settle(self, business_id: UUID, touched: Collection[UUID]) -> tuple[UUID, ...]:
        """Derive it again for these documents and for what payments among them settle.

        Of a payment that changed, `touched` also names what it settled before. Answers with the documents of
        which another amount is open now. Two statements, two more around them for many; none for nothing.
        """
        if not touched:
            return ()
        about = {"business_id": business_id, "ids": list({*touched})}
        if len(touched) > FEW:
            await self.db.rows(queries.JOIN_BY_HASH, {})
        changed = await self.db.rows(queries.OPEN_AMOUNTS, about)
        await self.db.rows(queries.DERIVE, about)
        if len(touched) > FEW:
            await self.db.rows(queries.JOIN_AS_PLANNED, {})
        return tuple(row["id"] for row in changed)
