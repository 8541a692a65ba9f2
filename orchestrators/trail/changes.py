"""What changed in a business since a subscriber last looked."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from db.books import ReadBooks
from db.queries.trail import changes as queries
from orchestrators.trail.trail import EventKind, Subject, subject

#: Whoever fell further behind than this is better served by reading everything again.
MOST_AT_ONCE = 100


class ChangeKind(StrEnum):
    """What changed."""

    DECISION = "DECISION"
    ISSUE = "ISSUE"
    IMPORT = "IMPORT"
    SETTINGS = "SETTINGS"
    RESYNC = "RESYNC"


@dataclass(frozen=True, slots=True)
class BusinessChange:
    """Something changed; without a subject when it cannot be told what."""

    kind: ChangeKind
    subject: Subject | None


RESYNC = BusinessChange(ChangeKind.RESYNC, None)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found new, and the mark from which the next one goes on."""

    mark: str
    changes: tuple[BusinessChange, ...]


@dataclass(frozen=True, slots=True)
class ChangesDataOrchestrator:
    """Looks at what is new; what was seen before is the subscriber's to remember."""

    db: ReadBooks

    async def since(self, business_id: UUID, mark: str | None) -> Look:
        """What became visible after the mark, each subject once; nothing without a mark.

        More than `MOST_AT_ONCE` are one RESYNC.
        """
        row = await self.db.row(queries.MARK, {})
        assert row is not None
        if mark is None:
            return Look(row["mark"], ())
        seen = row["mark"]
        query = {"business_id": business_id, "mark": mark, "seen": seen, "limit": MOST_AT_ONCE + 1}
        rows = await self.db.rows(queries.SINCE, query)
        if len(rows) > MOST_AT_ONCE:
            return Look(row["mark"], (RESYNC,))
        results = (_change(business_id, EventKind(row["kind"]), row["subject_id"]) for row in rows)
        return Look(row["mark"], tuple(dict.fromkeys(results)))


def _change(business_id: UUID, kind: EventKind, subject_id: UUID) -> BusinessChange:
    return BusinessChange(ChangeKind(kind), subject(business_id, kind, subject_id))
