"""What the last import brought, and what it failed to bring: whoever reads a figure can see what it lacks."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.sources import last_sync as queries
from orchestrators.sources.exports.export import SyncState
from orchestrators.sources.facts import RejectionCause
from orchestrators.sources.quickbooks.entities import USED_ENTITIES
from orchestrators.sources.quickbooks.pages import entity_of


@dataclass(frozen=True, slots=True)
class SyncProblem:
    """An answer that did not come, or not whole; `entity` is None when nothing tells of what it was."""

    cause: RejectionCause
    file: str
    entity: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class UnusedEntity:
    """Records that the source has and Runway has no use for."""

    entity: str
    count: int


@dataclass(frozen=True, slots=True)
class LastSync:
    """The last import of a business; `at` is when it ran, `answered_at` when the source answered.

    State and problems are those of the last import of every realm.
    """

    import_id: UUID
    imported_at: datetime
    answered_at: datetime | None
    state: SyncState
    problems: tuple[SyncProblem, ...]
    unused: tuple[UnusedEntity, ...]
    read: int
    rejected: int

    @property
    def incomplete(self) -> tuple[str, ...]:
        """The entities of which records are missing, as far as they are known."""
        return tuple(sorted({problem.entity for problem in self.problems if problem.entity}))


@dataclass(frozen=True, slots=True)
class LastSyncDataOrchestrator:
    """Reads how the last import went."""

    db: ReadBooks

    async def get_data(self, business_id: UUID) -> LastSync | None:
        """It, or none before the first one; one statement."""
        row = await self.db.row(queries.LAST, {"business_id": business_id})
        return None if row is None else _last_sync(row)

    async def home_currency_told(self, business_id: UUID) -> bool:
        """Whether an import told the home currency that the business has."""
        row = await self.db.row(queries.HOME_CURRENCY_TOLD, {"business_id": business_id})
        return row is not None and bool(row["told"])


def _last_sync(row: Row) -> LastSync:
    return LastSync(
        import_id=row["id"],
        imported_at=row["started_at"],
        answered_at=row["answered_at"],
        state=SyncState.INCOMPLETE if row["is_incomplete"] else SyncState.COMPLETE,
        problems=tuple(_problem(*values) for values in json.loads(row["problems"] or "[]")),
        unused=tuple(UnusedEntity(*values) for values in json.loads(row["unused"] or "[]")),
        read=row["read"],
        rejected=row["rejected"],
    )


def _problem(cause: str, file: str, entity: str, reason: str) -> SyncProblem:
    """Of a file that failed, its name may tell what was asked for."""
    named = entity if entity in USED_ENTITIES else entity_of(file)
    return SyncProblem(RejectionCause(cause), file, named or None, reason)
