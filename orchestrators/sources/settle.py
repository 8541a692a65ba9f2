"""Keeps the day on which bills and invoices were settled, from the payments that an import brings."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from db.books import WriteBooks
from db.queries.sources import settle as queries


@dataclass(frozen=True, slots=True)
class SettlementOrchestrator:
    """Derives the day of the last payment of what is settled, so that no screen reads all payments."""

    db: WriteBooks

    async def settle(self, business_id: UUID, touched: Collection[UUID]) -> None:
        """Derive it again for these documents and for what payments among them settle.

        Of a payment that changed, `touched` also names what it settled before. One statement; none when
        nothing was touched.
        """
        if touched:
            await self.db.rows(queries.DERIVE, {"business_id": business_id, "ids": list({*touched})})
