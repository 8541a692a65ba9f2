"""Finds the flows that come back in what moved on bank accounts, and keeps them for the forecast."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid5

from db.books import Row, WriteBooks
from db.queries.runway import liquidity, recurring
from db.queries.writing import as_arrays
from orchestrators.calculations.runway.recurring.detection import RecurringFlow, detect, label_key
from orchestrators.calculations.runway.recurring.rhythm import Cadence, rhythm_of
from orchestrators.calculations.values import CashMovement

#: What comes yearly is seen twice in so many days, though the next is almost due, and both came late.
_DAYS = 2 * rhythm_of(Cadence.YEARLY).most_gap


@dataclass(frozen=True, slots=True)
class RecurrenceOrchestrator:
    """Looks for them once an import, so that no screen reads the history of payments."""

    db: WriteBooks

    async def find(self, business_id: UUID, today: date) -> int:
        """Replace what was detected before; what people declared stays. Returns how many there are."""
        about = {"business_id": business_id, "since": today - timedelta(days=_DAYS), "until": today}
        moved = await self.db.rows(liquidity.MOVEMENTS, about)
        brought: defaultdict[UUID, list[Row]] = defaultdict(list)
        for row in await self.db.rows(liquidity.BROUGHT, about):
            brought[row["document_id"]].append(row)
        movements = (part for row in moved for part in _movements(row, brought[row["document_id"]]))
        flows = detect(movements, today)
        await self.db.rows(recurring.FORGET, {"business_id": business_id})
        arrays = as_arrays(_rows(business_id, flows), recurring.DETECTED)
        await self.db.rows(recurring.KEEP, {"business_id": business_id, **arrays})
        return len(flows)


def _movements(row: Row, brought: Sequence[Row]) -> Iterator[CashMovement]:
    """What a document moved; of a deposit a part for each customer, and the rest."""
    # Transfers between own accounts add up to nothing and do not come here.
    whole = CashMovement(
        row["moved_on"], row["cash"], False, row["is_financing"], row["party_id"], row["label"]
    )
    rest = whole.amount
    for part in brought:
        yield replace(whole, amount=part["cash"], party_id=part["party_id"], label=part["name"])
        rest -= part["cash"]
    yield replace(whole, amount=rest)


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
        }
        for number, flow in enumerate(flows)
    ]
