"""Takes hold of documents and decisions in one order, and reads what steps with them depend on."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from db.books import ReadBooks, Row, WriteBooks
from db.queries.books import documents
from db.queries.decisions import decision_console
from db.queries.decisions import steps as decisions
from db.statement import Statement
from orchestrators.decisions.state import Held, state_of, subject_of


@dataclass(frozen=True, slots=True)
class HoldingOrchestrator:
    """Locks in the order of ids, documents before decisions, so that no two wait for each other."""

    db: WriteBooks

    async def documents(self, business_id: UUID, ids: Collection[UUID]) -> None:
        """Hold documents."""
        await self.db.rows(documents.LOCK, _these(business_id, ids))

    async def decisions(self, business_id: UUID, ids: Collection[UUID] | None) -> Mapping[UUID, Held]:
        """Hold decisions and their documents; what is not there is not in it.

        Without ids all that are open are held, and not their documents: those are of no concern then.
        """
        if ids is None:
            return await self._held(decisions.HOLD_OPEN, business_id, ())
        await self.db.rows(decisions.LOCK_DOCUMENTS, _these(business_id, ids))
        return await self._held(decisions.HOLD, business_id, ids)

    async def approvers(self, business_id: UUID, held: Mapping[UUID, Held]) -> Mapping[UUID, frozenset[UUID]]:
        """Who approved the present terms of each."""
        return await read_approvers(self.db, business_id, held)

    async def _held(
        self, statement: Statement, business_id: UUID, ids: Collection[UUID]
    ) -> Mapping[UUID, Held]:
        return held_of(await self.db.rows(statement, _these(business_id, ids)))


def held_of(rows: Iterable[Row]) -> Mapping[UUID, Held]:
    """Decisions with their documents, by their ids, from rows that have the columns of both."""
    return {row["id"]: Held(state_of(row), subject_of(row), row["is_stale"]) for row in rows}


async def read_approvers(
    db: ReadBooks, business_id: UUID, ids: Collection[UUID]
) -> Mapping[UUID, frozenset[UUID]]:
    """Who approved the present terms of each decision."""
    result: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for row in await db.rows(decision_console.APPROVERS, _these(business_id, ids)):
        result[row["decision_id"]].add(row["person_id"])
    return {decision_id: frozenset(result[decision_id]) for decision_id in ids}


def _these(business_id: UUID, ids: Collection[UUID]) -> dict[str, object]:
    return {"business_id": business_id, "ids": list(ids)}
