"""What the books hold already, read before an export: most of what it brings need not be read whole."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.books import ReadBooks
from db.queries.sources import exports as queries
from orchestrators.sources.facts import Origin


class Outdated(Exception):
    """Another import came between; what was known of the books may be so no more."""


@dataclass(frozen=True, slots=True)
class Known:
    """Documents in the versions that the books held after the import `last_import`."""

    versions: frozenset[tuple[str, str, int, datetime | None]] = frozenset()
    last_import: UUID | None = None

    def holds(self, origin: Origin) -> bool:
        """Whether it is one of them."""
        return (origin.entity, origin.source_id, origin.sync_token, origin.updated_at) in self.versions


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class KnownOrchestrator:
    """Reads what is known of the records of an export."""

    db: ReadBooks

    async def last_import(self, business_id: UUID) -> UUID | None:
        """The last import of the business; none if there was none."""
        row = await self.db.row(queries.LAST_IMPORT, {"business_id": business_id})
        return None if row is None else row["id"]

    async def known(self, business_id: UUID, realm: str, ids: Mapping[str, Collection[str]]) -> Known:
        """Of documents, by entity, those that are held and that nobody removed."""
        last_import = await self.last_import(business_id)
        if last_import is None:
            return NOTHING
        versions = []
        for entity, source_ids in ids.items():
            about = {"realm": realm, "entity": entity, "source_ids": [*source_ids]}
            rows = await self.db.rows(queries.HELD_DOCUMENTS, {"business_id": business_id, **about})
            versions += [(entity, *row) for row in rows]
        return Known(frozenset(versions), last_import)
