"""What the books of a realm hold: names that tables may use, and versions, which tables do not tell."""

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, fields, is_dataclass, replace
from types import MappingProxyType
from uuid import UUID

from db.books import WriteBooks
from db.queries.sources import exports
from db.queries.sources import tables as queries
from orchestrators.sources.batch import Kept
from orchestrators.sources.exports.export import COUNTED, Export
from orchestrators.sources.facts import Origin, Reference, Removal
from orchestrators.sources.rows import Keys
from orchestrators.sources.tables.names import Held, Named, Numbered

# The lower bits of a version tell the content, the upper ones how often it has changed.
_CONTENT = COUNTED - 1
#: What the same row is when its amount has the other sign.
_TWINS: Mapping[str, str] = MappingProxyType(
    {"Bill": "VendorCredit", "VendorCredit": "Bill", "Invoice": "CreditMemo", "CreditMemo": "Invoice"}
)


@dataclass(frozen=True, slots=True)
class HeldOrchestrator:
    """Compares tables with the books, in the transaction that loads them."""

    db: WriteBooks

    async def named(self, business_id: UUID, realm: str, numbers: Set[str]) -> Held:
        """Vendors, customers and accounts by name, and the documents that have one of these numbers."""
        values = {"business_id": business_id, "realm": realm}
        rows = await self.db.rows(queries.NAMES, values)
        documents = await self.db.rows(queries.NUMBERED, {**values, "numbers": [*numbers]}) if numbers else []
        return Held(
            [Named(row["entity"], row["source_id"], row["name"]) for row in rows],
            [
                Numbered(
                    row["entity"],
                    row["source_id"],
                    row["number"],
                    Reference(row["party_id"], row["party"]) if row["party_id"] else None,
                )
                for row in documents
            ],
        )

    async def versioned(self, business_id: UUID, realm: str, export: Export) -> Export:
        """The export with versions: that of the books for a record with the same content, else the next one.

        So a later import of another content wins, and one of the same content changes nothing.
        """
        keys = Keys(business_id, realm)
        kept = [record for record in export.records if isinstance(record, Kept)]
        ids = [keys.of(record.origin.entity, record.origin.source_id) for record in kept]
        rows = await self.db.rows(exports.VERSIONS, {"business_id": business_id, "ids": ids}) if ids else []
        versions = {row["id"]: row["sync_token"] for row in rows}
        records = tuple(
            _with_version(record, versions.get(keys.of(record.origin.entity, record.origin.source_id)))
            if isinstance(record, Kept)
            else record
            for record in export.records
        )
        turned = await self._turned(business_id, keys, kept)
        return replace(export, records=(*records, *turned), is_counted=True)

    async def _turned(self, business_id: UUID, keys: Keys, kept: Sequence[Kept]) -> list[Removal]:
        """A document that was a credit before, or is one now, is gone as what it was."""
        twins = {
            keys.of(entity, record.origin.source_id): Origin(entity, record.origin.source_id, 0, None)
            for record in kept
            if (entity := _TWINS.get(record.origin.entity))
        }
        values = {"business_id": business_id, "ids": [*twins]}
        rows = await self.db.rows(queries.STANDING, values) if twins else []
        return [Removal(twins[row["id"]], is_absence=True) for row in rows]


def _with_version(record: Kept, held: int | None) -> Kept:
    content = _digest(record)
    if held is not None and held & _CONTENT == content:
        token = held
    else:
        token = ((held or 0) // COUNTED + 1) * COUNTED | content
    return replace(record, origin=replace(record.origin, sync_token=token))


def _digest(record: Kept) -> int:
    """Of what a record says, not of where it stands; fields that say nothing leave it as it is."""
    text = json.dumps(_told(record), sort_keys=True, default=str)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:5], "big")


def _told(value: object) -> object:
    if isinstance(value, tuple):
        return [_told(item) for item in value]
    if not is_dataclass(value):
        return value
    inside = {field.name: _told(getattr(value, field.name)) for field in fields(value)}
    return {
        name: item
        for name, item in inside.items()
        if item not in (None, [], False) and not isinstance(getattr(value, name), Origin)
    }
