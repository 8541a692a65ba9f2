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
    """Documents in the versions that the books held after so many imports."""

    versions: frozenset[tuple[str, str, int, datetime | None]] = frozenset()
    imports: int = 0

    def holds(self, origin: Origin) -> bool:
        """Whether it is one of them."""
        return (origin.entity, origin.source_id, origin.sync_token, origin.updated_at) in self.versions


NOTHING = Known()


@dataclass(frozen=True, slots=True)
class KnownOrchestrator:
    """Reads what is known of the records of an export."""

    db: ReadBooks

    async def imports(self, business_id: UUID) -> int:
        """The number of imports that the business has had."""
        row = await self.db.row(queries.IMPORTS, {"business_id": business_id})
        return row["number"] if row else 0

    async def known(self, business_id: UUID, realm: str, ids: Mapping[str, Collection[str]]) -> Known:
        """Of documents, by entity, those that are held and that nobody removed."""
        imports = await self.imports(business_id)
        if not imports:
            return NOTHING
        versions = []
        for entity, source_ids in ids.items():
            about = {"realm": realm, "entity": entity, "source_ids": [*source_ids]}
            rows = await self.db.rows(queries.HELD_DOCUMENTS, {"business_id": business_id, **about})
            versions += [(entity, *row) for row in rows]
        return Known(frozenset(versions), imports)
