"""Imports and their counts, by the page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.sources import import_runs as queries
from orchestrators.paging import Page, PageRequest, fetch_page
from orchestrators.sources.exports.export import SyncState


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import; `read` is the sum of all other counts."""

    id: UUID
    realm: str
    source: str
    imported_at: datetime
    answered_at: datetime | None
    import_state: SyncState
    read: int
    added: int
    changed: int
    unchanged: int
    removed: int
    rejected: int


@dataclass(frozen=True, slots=True)
class ImportRunDataOrchestrator:
    """Reads them."""

    db: ReadBooks

    async def runs(self, business_id: UUID, request: PageRequest) -> Page[ImportRun]:
        """A page of imports. Raises `BadInput` as `fetch_page` does."""
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, queries.RUNS, request, values, _run)

    async def last_of(self, business_id: UUID, realm: str) -> datetime | None:
        """When the last import of a realm began; None before the first."""
        row = await self.db.row(queries.LAST_OF_REALM, {"business_id": business_id, "realm": realm})
        last: datetime | None = None if row is None else row["started_at"]
        return last

    async def by_id(self, business_id: UUID, run_ids: Collection[UUID]) -> Mapping[UUID, ImportRun]:
        """Imports by their ids; what is not there is not in it."""
        rows = await self.db.rows(queries.BY_IDS, {"business_id": business_id, "ids": list(run_ids)})
        return {row["id"]: _run(row) for row in rows}


def _run(row: Row) -> ImportRun:
    return ImportRun(
        id=row["id"],
        realm=row["realm"],
        source=row["source"],
        imported_at=row["started_at"],
        answered_at=row["answered_at"],
        import_state=SyncState(row["state"]),
        read=row["read"],
        added=row["added"],
        changed=row["changed"],
        unchanged=row["unchanged"],
        removed=row["removed"],
        rejected=row["rejected"],
    )
