"""Writes corrected values into documents, puts the source's back, and derives what follows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import Row, WriteBooks
from db.queries.hygiene import actions as queries
from db.queries.sources import amounts
from orchestrators.calculations.hygiene.fixes import FIELD_NAMES
from orchestrators.sources.settle import SettlementOrchestrator
from orchestrators.trail.trail import AuditStep, Event, EventKind, FieldValues

_READ: Mapping[str, Callable[[str], object]] = {
    "issue_date": date.fromisoformat,
    "due_date": date.fromisoformat,
    "party_id": UUID,
    "superseded_by": UUID,
    "total": Decimal,
    "balance": Decimal,
    "exchange_rate": Decimal,
    "state": str,
}


def written(value: object) -> str | None:
    """A value as a correction keeps it, numbers without an exponent: people read them in the outbox."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(value)


def read(field: str, text: str | None) -> object:
    """The value of a field from its text."""
    return None if text is None else _READ[field](text)


@dataclass(frozen=True, slots=True)
class GivenWay:
    """What was told of corrections that gave way, and the counterparties that documents had by them."""

    events: tuple[Event, ...] = ()
    left: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectingOrchestrator:
    """Corrected values stand in the documents themselves, so that every figure has them."""

    db: WriteBooks

    async def put(self, business_id: UUID, values: Iterable[tuple[UUID, str, object]]) -> None:
        """Set columns of documents, a statement for each column; of two values of one the last holds."""
        columns: dict[str, dict[UUID, object]] = defaultdict(dict)
        for document_id, field, value in values:
            columns[field][document_id] = value
        for field, by_id in columns.items():
            rows = {"id": list(by_id), field: list(by_id.values())}
            await self.db.rows(queries.SET_COLUMN[field], {"business_id": business_id, **rows})

    async def derive(self, business_id: UUID, ids: Collection[UUID]) -> tuple[UUID, ...]:
        """What is open and what moved, after documents changed; answers with those of another open amount."""
        if not ids:
            return ()
        await self.db.rows(amounts.DERIVE, {"business_id": business_id})
        return await SettlementOrchestrator(self.db).settle(business_id, ids)

    async def give_way(
        self, business_id: UUID, versions: Mapping[UUID, int], removed: Collection[UUID]
    ) -> GivenWay:
        """Put the source's values back where it sends a newer version, or removes the document.

        `versions` are the sync tokens that an import brings, by document. What it brings is written after.
        """
        ids = [*versions, *removed]
        if not ids:
            return GivenWay()
        rows = await self.db.rows(queries.CORRECTIONS_OF, {"business_id": business_id, "ids": ids})
        gone = {*removed}
        rows = [row for row in rows if row["document_id"] in gone or _is_newer(versions, row)]
        if not rows:
            return GivenWay()
        # The latest first: the value before the first of two corrections is the source's, and holds.
        await self.put(business_id, [before(row) for row in rows])
        ended: dict[UUID, list[Row]] = defaultdict(list)
        for row in rows:
            ended[row["action_id"]].append(row)
        about = {"business_id": business_id, "ids": list(ended)}
        await self.db.rows(queries.END_ACTIONS, {**about, "status": "SUPERSEDED"})
        events = (
            Event(EventKind.ISSUE, own[0]["issue_id"], AuditStep.SUPERSEDED, *changed_back(own))
            for own in ended.values()
        )
        return GivenWay(tuple(events), parties_left(rows))


def changed_back(rows: Sequence[Row]) -> tuple[FieldValues, FieldValues]:
    """The fields of one action's corrections as the trail names them, before and after they are put back."""
    names = [FIELD_NAMES[row["field"]] for row in rows]
    return (
        dict(zip(names, (row["after"] for row in rows), strict=True)),
        dict(zip(names, (row["before"] for row in rows), strict=True)),
    )


def parties_left(rows: Iterable[Row]) -> tuple[UUID, ...]:
    """Whom documents had as their counterparty by these corrections, and have no more once put back."""
    return tuple(UUID(row["after"]) for row in rows if row["field"] == "party_id" and row["after"])


def before(row: Row) -> tuple[UUID, str, object]:
    """What a document held before it was corrected."""
    return row["document_id"], row["field"], read(row["field"], row["before"])


def _is_newer(versions: Mapping[UUID, int], row: Row) -> bool:
    sent = versions.get(row["document_id"])
    return sent is not None and sent > (row["sync_token"] if row["sync_token"] is not None else -1)
