"""Finds the flows that come back in what moved on bank accounts, and keeps them for the forecast."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from db.books import WriteBooks
from db.queries.runway import recurring
from db.queries.writing import as_arrays
from orchestrators.calculations.runway.recurring.detection import RecurringFlow, detect, label_key
from orchestrators.sources.habits.past_movements import PastMovement


@dataclass(frozen=True, slots=True)
class RecurrenceOrchestrator:
    """Looks for them once an import, so that no screen reads the history of payments."""

    db: WriteBooks

    async def find(self, business_id: UUID, today: date, moved: Iterable[PastMovement]) -> int:
        """Replace what was detected before; what people declared stays. Returns how many there are."""
        flows = detect((movement.cash for movement in moved), today)
        await self.db.rows(recurring.FORGET, {"business_id": business_id})
        arrays = as_arrays(_rows(business_id, flows), recurring.DETECTED)
        await self.db.rows(recurring.KEEP, {"business_id": business_id, **arrays})
        return len(flows)


def _rows(business_id: UUID, flows: Sequence[RecurringFlow]) -> list[dict[str, object]]:
    return [
        {
            # The same flow keeps its id from import to import, as far as it can be told from its like.
            "id": uuid5(business_id, f"{flow.party_id}/{label_key(flow.label)}/{flow.cadence}/{number}"),
            "origin": "DETECTED",
            "party_id": flow.party_id,
            "label": flow.label,
            "amount": flow.amount,
            "cadence": flow.cadence.value,
            "anchor": flow.anchor,
            "seen_since": flow.seen_since,
            "seen_until": flow.seen_until,
            "rolling": flow.rolling.value if flow.rolling else None,
        }
        for number, flow in enumerate(flows)
    ]
