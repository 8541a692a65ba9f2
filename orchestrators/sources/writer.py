"""Writes rows in bulk for one business: a statement carries thousands, however many there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from db.books import WriteBooks
from db.queries.writing import as_arrays
from db.statement import Statement
from orchestrators.sources.rows import Row

#: Rows a statement carries: large enough to be fast, small enough to show progress and spare memory.
CHUNK = 5_000

#: Told which step it is, how many of its rows are written, and of how many.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """Which rows were added, changed or removed."""

    added: tuple[UUID, ...] = ()
    changed: tuple[UUID, ...] = ()
    removed: tuple[UUID, ...] = ()

    def __add__(self, other: "Written") -> "Written":
        return Written(self.added + other.added, self.changed + other.changed, self.removed + other.removed)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes for one business, and says how far it is."""

    db: WriteBooks
    business_id: UUID
    progress: Progress

    async def upsert(
        self, step: str, statement: Statement, columns: Sequence[str], rows: Sequence[Row]
    ) -> Written:
        """Insert or take the newer version; what was neither is unchanged."""
        written = Written()
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            values = {"business_id": self.business_id, **as_arrays(chunk, columns)}
            result = await self.db.rows(statement, values)
            written += Written(
                tuple(row["id"] for row in result if row["added"]),
                tuple(row["id"] for row in result if not row["added"]),
            )
            self.progress(step, start + len(chunk), len(rows))
        return written

    async def insert(self, statement: Statement, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert."""
        for start in range(0, len(rows), CHUNK):
            arrays = as_arrays(rows[start : start + CHUNK], columns)
            await self.db.rows(statement, {"business_id": self.business_id, **arrays})

    async def on_ids(self, statement: Statement, ids: Sequence[UUID]) -> tuple[UUID, ...]:
        """Run a statement on rows by id; returns the ids that it answers with, if it does."""
        if not ids:
            return ()
        result = await self.db.rows(statement, {"business_id": self.business_id, "ids": list(ids)})
        return tuple(row["id"] for row in result)
