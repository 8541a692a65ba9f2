"""How new answers are: one measure for balances, for what is gone or comes back, and for the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from db.books import WriteBooks
from db.queries.sources import exports as queries
from orchestrators.sources.exports.export import Export
from orchestrators.sources.facts import Origin
from orchestrators.sources.rows import Keys

#: Of an old export that tells no time at all: older than whatever is known.
_UNKNOWN = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Newness:
    """The times that the answers of one export count as of; `as_of` is that of the newest."""

    now: datetime
    as_of: datetime

    def of(self, origin: Origin) -> datetime:
        """An answer that tells no time is as new as the export that it came in.

        A clock that runs ahead at the source would make every later answer look old, so that no answer is
        newer than now.
        """
        return min(origin.answered_at, self.now) if origin.answered_at else self.as_of


@dataclass(frozen=True, slots=True)
class Versions:
    """How the records of an export compare with the books.

    `newer` are those that the books hold in an older version or not at all; most imports repeat the others.
    `is_older` is whether the books hold a newer version of any.
    """

    newer: frozenset[UUID] = frozenset()
    is_older: bool = False


def measure(export: Export, origins: Sequence[Origin], versions: Versions, now: datetime) -> Newness:
    """An export is as new as its newest answer; one that tells no time, as its import.

    Unless the books hold a newer version of anything in it: such an export is an old one, and known to be
    as new as the last change in it.
    """
    if export.answered_at:
        return Newness(now, min(export.answered_at, now))
    if not versions.is_older:
        return Newness(now, now)
    changed = [origin.updated_at for origin in origins if origin.updated_at]
    return Newness(now, min(max(changed, default=_UNKNOWN), now))


@dataclass(frozen=True, slots=True)
class NewnessOrchestrator:
    """Compares an export with the books and the imports before."""

    db: WriteBooks

    async def newest(self, business_id: UUID, realm: str) -> datetime | None:
        """The newest answer that an import of the realm had."""
        row = await self.db.row(queries.NEWEST_ANSWER, {"business_id": business_id, "realm": realm})
        as_of: datetime | None = None if row is None else row["as_of"]
        return as_of

    async def compare(self, business_id: UUID, keys: Keys, origins: Sequence[Origin]) -> Versions:
        """Compare the versions of records with those that are held."""
        ids = [keys.of(origin.entity, origin.source_id) for origin in origins]
        values = {
            "business_id": business_id,
            "ids": ids,
            "sync_tokens": [origin.sync_token for origin in origins],
            "updated_at": [origin.updated_at for origin in origins],
        }
        row = await self.db.row(queries.COMPARE, values) if origins else None
        if row is None:
            return Versions()
        return Versions(frozenset(ids[place - 1] for place in row["newer"] or ()), row["is_older"])
