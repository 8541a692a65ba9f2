"""What a full export no longer lists, and what comes back after all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.books import WriteBooks
from db.queries.sources import exports as queries
from orchestrators.sources.batch import Batch
from orchestrators.sources.exports.export import Export
from orchestrators.sources.facts import AccountFacts, DocumentFacts, Origin, PartyFacts, Removal, TermFacts
from orchestrators.sources.rows import Keys


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

    async def newest(self, business_id: UUID, realm: str) -> datetime | None:
        """The newest answer that an import of the realm had."""
        row = await self.db.row(queries.NEWEST_ANSWER, {"business_id": business_id, "realm": realm})
        answered_at: datetime | None = None if row is None else row["answered_at"]
        return answered_at

    async def compare(
        self, business_id: UUID, realm: str, export: Export, newest: datetime | None
    ) -> Comparison:
        """The records of the realm that the books hold and a full export lacks, entity by entity.

        An export that is older than the books would remove what is new in them: nothing is compared then.
        """
        if newest and export.answered_at and export.answered_at < newest:
            return Comparison(not_compared="The export is older than what was imported before")
        values = {"business_id": business_id, "realm": realm, **_arrays(export.listed)}
        rows = await self.db.rows(queries.ABSENT, values) if export.listed else []
        return Comparison(
            tuple(Removal(Origin(row["entity"], row["source_id"], 0, None)) for row in rows),
            tuple(sorted(export.listed)),
            _gaps(export),
        )

    async def revive(self, business_id: UUID, realm: str, batch: Batch) -> None:
        """Let records that were removed be taken again: the newest answer holds them in the same version.

        A full export that was cut by its maker removes what exists; the next good one must bring it back.
        """
        keys = Keys(business_id, realm)
        gone = {(removal.origin.entity, removal.origin.source_id) for removal in batch.removals}
        here = [origin for origin in _origins(batch) if (origin.entity, origin.source_id) not in gone]
        values = {
            "business_id": business_id,
            "ids": [keys.of(origin.entity, origin.source_id) for origin in here],
            "sync_tokens": [origin.sync_token for origin in here],
        }
        if here:
            await self.db.rows(queries.REVIVE, values)


def _origins(batch: Batch) -> Sequence[Origin]:
    lists: tuple[TermFacts | PartyFacts | AccountFacts, ...] = (*batch.terms, *batch.parties, *batch.accounts)
    active = [facts.origin for facts in lists if facts.active]
    documents: tuple[DocumentFacts, ...] = batch.documents
    return [*active, *(facts.origin for facts in documents)]


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
