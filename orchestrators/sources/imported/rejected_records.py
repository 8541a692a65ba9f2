"""The records that imports could not keep, by the page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.sources import rejected_records as queries
from orchestrators.paging import Page, PageRequest, fetch_page
from orchestrators.sources.facts import RejectionCause


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """A record that an import could not keep; texts that the source did not give are empty."""

    id: UUID
    import_id: UUID
    imported_at: datetime
    is_of_last_import: bool
    file: str
    entity: str
    source_id: str
    field: str
    reason: str
    cause: RejectionCause


@dataclass(frozen=True, slots=True)
class RejectedRecordDataOrchestrator:
    """Reads them."""

    db: ReadBooks

    async def records(self, business_id: UUID, request: PageRequest) -> Page[RejectedRecord]:
        """A page of rejected records, of all imports unless filtered.

        Raises `BadInput` as `fetch_page` does.
        """
        values: dict[str, object] = {"business_id": business_id}
        return await fetch_page(self.db, queries.RECORDS, request, values, _record)

    async def by_id(self, business_id: UUID, record_ids: Collection[UUID]) -> Mapping[UUID, RejectedRecord]:
        """Rejected records by their ids; what is not there is not in it."""
        rows = await self.db.rows(queries.BY_IDS, {"business_id": business_id, "ids": list(record_ids)})
        return {row["id"]: _record(row) for row in rows}


def _record(row: Row) -> RejectedRecord:
    return RejectedRecord(
        id=row["id"],
        import_id=row["import_run_id"],
        imported_at=row["started_at"],
        is_of_last_import=row["is_last"],
        file=row["file"],
        entity=row["entity"],
        source_id=row["source_id"],
        field=row["field"],
        reason=row["reason"],
        cause=RejectionCause(row["cause"]),
    )
