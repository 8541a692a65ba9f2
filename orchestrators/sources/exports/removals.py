"""What the source removed stays removed, whatever older answers come later, until a newer one holds it."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from db.books import WriteBooks
from db.queries.sources import exports as queries
from db.queries.writing import as_arrays
from orchestrators.books.documents import DocumentState
from orchestrators.sources.batch import Batch, Kept
from orchestrators.sources.exports.newness import Newness
from orchestrators.sources.facts import (
    AccountFacts,
    DocumentFacts,
    HeldFacts,
    Origin,
    PartyFacts,
    Removal,
    TermFacts,
)
from orchestrators.sources.rows import Keys


@dataclass(frozen=True, slots=True)
class _Gone:
    """That a record is gone as of a time; of the version that was held then `sync_token`, if one was."""

    as_of: datetime
    is_absence: bool
    sync_token: int | None = None


@dataclass(frozen=True, slots=True)
class RemovalOrchestrator:
    """Remembers what is gone, so that answers may come in any order."""

    db: WriteBooks

    async def apply(
        self, business_id: UUID, keys: Keys, batch: Batch, newness: Newness
    ) -> tuple[Batch, Set[UUID]]:
        """The batch with the records that are gone by now as gone, and without removals that are outlived.

        Also the ids of the records that are back, which must be written although their version is held.
        Remembers what lists in full lack, and forgets the removals of records that are back.

        What a newer answer holds after all is taken again, though its version is the same: a full export that
        was cut by its maker removes what exists, and the next good one must bring it back.
        """
        told = {_id(keys, removal.origin): _gone(removal, newness) for removal in batch.removals}
        origins = {_id(keys, origin): origin for origin in batch.origins()}
        kept = await self._removed(business_id, [*origins, *told])
        unlisted = await self._unlisted(business_id, keys, origins, newness)
        new = {id_: listed for id_, listed in unlisted.items() if id_ not in kept}
        await self._remember(business_id, [_row(keys, origins[id_], listed) for id_, listed in new.items()])
        kept = {**kept, **new}
        # Of several removals of one record the newest says most.
        gone = {**kept, **{id_: new for id_, new in told.items() if _is_news(new, kept.get(id_))}}
        if not gone:
            return batch, frozenset()

        def lives(facts: Kept | HeldFacts) -> bool:
            removed = gone.get(_id(keys, facts.origin))
            return removed is None or _outlives(facts.origin, removed, newness)

        present = (*batch.whole(), *batch.held)
        back = {id_ for facts in present if lives(facts) and (id_ := _id(keys, facts.origin)) in gone}
        await self._lift(business_id, keys, batch, back & kept.keys())
        outlived = back | await self._changed_since(business_id, told)
        removals = [removal for removal in batch.removals if _id(keys, removal.origin) not in outlived]
        return _without_the_gone(replace(batch, removals=tuple(removals)), lives), back

    async def keep(
        self, business_id: UUID, keys: Keys, removals: Sequence[Removal], newness: Newness
    ) -> None:
        """Remember these removals; to be called when the records are written."""
        ids = [_id(keys, removal.origin) for removal in removals]
        versions = await self._versions(business_id, ids)
        rows = [
            _row(keys, removal.origin, replace(_gone(removal, newness), sync_token=versions.get(id_)))
            for id_, removal in zip(ids, removals, strict=True)
        ]
        await self._remember(business_id, rows)

    async def keep_lists(
        self, business_id: UUID, keys: Keys, entities: Sequence[str], batch: Batch, newness: Newness
    ) -> None:
        """Remember as of when these entities were listed in full: as of the oldest page of the list."""
        rows = []
        for entity in entities:
            pages = [newness.of(origin) for origin in batch.all_origins() if origin.entity == entity]
            rows.append(_row(keys, _list_of(entity), _Gone(min(pages, default=newness.as_of), True)))
        await self._remember(business_id, rows)

    async def _unlisted(
        self, business_id: UUID, keys: Keys, origins: Mapping[UUID, Origin], newness: Newness
    ) -> Mapping[UUID, _Gone]:
        """What an answer brings for the first time that is older than a full list, which lacked it then."""
        listed = await self._listed(business_id, keys, {origin.entity for origin in origins.values()})
        older = {
            id_: origin
            for id_, origin in origins.items()
            if origin.entity in listed and newness.of(origin) < listed[origin.entity].as_of
        }
        held = await self._versions(business_id, [*older])
        # What is known by reference only has no version, and came never before.
        return {id_: listed[origin.entity] for id_, origin in older.items() if held.get(id_) is None}

    async def _listed(self, business_id: UUID, keys: Keys, entities: Set[str]) -> Mapping[str, _Gone]:
        ids = {_id(keys, _list_of(entity)): entity for entity in entities}
        return {ids[id_]: listed for id_, listed in (await self._removed(business_id, [*ids])).items()}

    async def _versions(self, business_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, int | None]:
        held = await self.db.rows(queries.VERSIONS, {"business_id": business_id, "ids": ids}) if ids else []
        return {row["id"]: row["sync_token"] for row in held}

    async def _remember(self, business_id: UUID, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            arrays = as_arrays(rows, queries.REMOVED)
            await self.db.rows(queries.KEEP_REMOVED, {"business_id": business_id, **arrays})

    async def _removed(self, business_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, _Gone]:
        rows = await self.db.rows(queries.REMOVED_BY_ID, {"business_id": business_id, "ids": ids})
        return {row["id"]: _Gone(row["as_of"], row["is_absence"], row["sync_token"]) for row in rows}

    async def _lift(self, business_id: UUID, keys: Keys, batch: Batch, ids: Set[UUID]) -> None:
        if not ids:
            return
        await self.db.rows(queries.LIFT, {"business_id": business_id, "ids": list(ids)})
        here = [facts.origin for facts in batch.whole() if _id(keys, facts.origin) in ids and _counts(facts)]
        values = {
            "business_id": business_id,
            "ids": [_id(keys, origin) for origin in here],
            "sync_tokens": [origin.sync_token for origin in here],
        }
        await self.db.rows(queries.REVIVE, values)

    async def _changed_since(self, business_id: UUID, told: Mapping[UUID, _Gone]) -> set[UUID]:
        """What the books hold in a version that is newer than its deletion."""
        deleted = {id_: removed.as_of for id_, removed in told.items() if not removed.is_absence}
        values = {
            "business_id": business_id,
            "ids": list(deleted),
            "as_of": list(deleted.values()),
        }
        rows = await self.db.rows(queries.CHANGED_SINCE, values) if deleted else []
        return {row["id"] for row in rows}


def _list_of(entity: str) -> Origin:
    """Under which a full list of an entity is kept: no record has an empty id."""
    return Origin(entity, "", 0, None)


def _row(keys: Keys, origin: Origin, removed: _Gone) -> Mapping[str, object]:
    return {
        "id": _id(keys, origin),
        "sync_token": removed.sync_token,
        "realm": keys.realm,
        "entity": origin.entity,
        "source_id": origin.source_id,
        "as_of": removed.as_of,
        "is_absence": removed.is_absence,
    }


def _id(keys: Keys, origin: Origin) -> UUID:
    return keys.of(origin.entity, origin.source_id)


def _gone(removal: Removal, newness: Newness) -> _Gone:
    """A deletion has a time of its own; an absence is that of the export which lacks the record."""
    deleted_at = removal.origin.updated_at
    as_of = min(deleted_at, newness.now) if deleted_at else newness.of(removal.origin)
    return _Gone(as_of, removal.is_absence)


def _is_news(removed: _Gone, kept: _Gone | None) -> bool:
    return kept is None or kept.as_of <= removed.as_of


def _outlives(origin: Origin, removed: _Gone, newness: Newness) -> bool:
    """Whether an answer that holds a record is newer than its removal, and no older version of it.

    A list of the same time as another that lacks it is one of the two that was cut. A deletion is final
    unless a later time is told, or a higher version: the import of an old answer proves nothing.
    """
    if removed.sync_token is not None and origin.sync_token < removed.sync_token:
        return False
    if removed.is_absence:
        return newness.of(origin) >= removed.as_of
    known = origin.answered_at or origin.updated_at
    if known is None:
        return removed.sync_token is not None and origin.sync_token > removed.sync_token
    return known > removed.as_of


def _without_the_gone(batch: Batch, lives: Callable[[Kept], bool]) -> Batch:
    """The batch in which what is gone is written as gone; a sparse record of it has nothing to complete."""

    def active(facts: TermFacts | PartyFacts | AccountFacts) -> bool:
        return facts.active and lives(facts)

    return replace(
        batch,
        terms=tuple(replace(facts, active=active(facts)) for facts in batch.terms),
        parties=tuple(replace(facts, active=active(facts)) for facts in batch.parties),
        accounts=tuple(replace(facts, active=active(facts)) for facts in batch.accounts),
        documents=tuple(facts if lives(facts) else _deleted(facts) for facts in batch.documents),
        sparse=tuple(facts for facts in batch.sparse if lives(facts)),
    )


def _deleted(facts: DocumentFacts) -> DocumentFacts:
    return replace(facts, state=DocumentState.DELETED, movements=())


def _counts(facts: Kept) -> bool:
    # What a list holds as inactive is no other than when it was removed.
    return isinstance(facts, DocumentFacts) or facts.active
