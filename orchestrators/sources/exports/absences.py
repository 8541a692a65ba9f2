"""What a full export no longer lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.books import WriteBooks
from db.queries.sources import exports as queries
from orchestrators.sources.exports.export import Export
from orchestrators.sources.exports.newness import Newness
from orchestrators.sources.facts import Origin, Removal


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a full export lacks, which entities were compared, and why others were not."""

    removals: tuple[Removal, ...] = ()
    entities: tuple[str, ...] = ()
    not_compared: str | None = None


#: Of an export that is not said to be a full one.
NOT_COMPARED = Comparison()


@dataclass(frozen=True, slots=True)
class AbsenceOrchestrator:
    """Compares the books with what the source lists."""

    db: WriteBooks

    async def compare(
        self, business_id: UUID, realm: str, export: Export, newness: Newness, newest: datetime | None
    ) -> Comparison:
        """The records of the realm that the books hold and a full export lacks, entity by entity.

        An export that is older than the books would remove what is new in them: nothing is compared then.
        """
        if newest and newness.as_of < newest:
            return Comparison(not_compared="The export is older than what was imported before")
        values = {"business_id": business_id, "realm": realm, **_arrays(export.listed)}
        rows = await self.db.rows(queries.ABSENT, values) if export.listed else []
        return Comparison(
            tuple(Removal(Origin(row["entity"], row["source_id"], 0, None), is_absence=True) for row in rows),
            tuple(sorted(export.listed)),
            _gaps(export),
        )


def _arrays(listed: Mapping[str, frozenset[str]]) -> dict[str, object]:
    pairs = [(entity, source_id) for entity, source_ids in listed.items() for source_id in source_ids]
    return {
        "entities": list(listed),
        "listed_entities": [entity for entity, _ in pairs],
        "listed_ids": [source_id for _, source_id in pairs],
    }


def _gaps(export: Export) -> str | None:
    if not export.listed:
        return "The export lists no entity without a gap"
    lacking = sorted({item.entity for item in export.failures if item.entity})
    return f"Pages are missing of {', '.join(lacking)}" if lacking else None
