"""Finds documents that were entered twice: among all of a business, or what some are compared with."""

from collections.abc import AsyncIterator, Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from db.books import Row, WriteBooks
from db.queries.hygiene import duplicates as queries
from db.statement import Statement
from orchestrators.calculations.hygiene.duplicates.entry import Entry, Kind
from orchestrators.calculations.hygiene.duplicates.pair import Kept, Pair
from orchestrators.calculations.hygiene.duplicates.pairs import (
    by_counterparty,
    by_number,
    by_total,
    counterparty_pairs,
    keep_strongest,
    number_pairs,
    pairs,
    told,
    total_pairs,
)

#: How blocks are read, what makes a block, and what compares the documents of one.
_PASSES: tuple[
    tuple[Statement, Callable[[Entry], Hashable], Callable[[list[Entry], Kept], Iterator[Pair]]], ...
] = (
    (queries.BY_NUMBER, by_number, number_pairs),
    (queries.BY_TOTAL, by_total, total_pairs),
    (queries.BY_COUNTERPARTY, by_counterparty, counterparty_pairs),
)

#: More documents than these are not looked up one by one: all are read as a stream.
FEW = 5_000


@dataclass(frozen=True, slots=True)
class DuplicateOrchestrator:
    """Reads what may be alike and lets the rules decide; writes nothing."""

    db: WriteBooks

    async def affected(self, business_id: UUID, changed: Sequence[UUID]) -> list[UUID]:
        """The bills and invoices whose pairs a change of these documents, parties and accounts may change.

        A document that had another party before needs that party among the ids.
        """
        about = {"business_id": business_id, "ids": list(changed)}
        return [row["id"] for row in await self.db.rows(queries.AFFECTED, about)]

    async def of_all(self, business_id: UUID, kept: Kept) -> list[Pair]:
        """What the tray tells of any document, but pairs that are kept.

        In memory is a block at a time, and what is told; no block of ordinary books is large.
        """
        best: dict[UUID, Pair] = {}
        for statement, key, compare in _PASSES:
            async for block in self._blocks(statement, key, business_id):
                keep_strongest(best, compare(block, kept))
        return list(best.values())

    async def of_some(self, business_id: UUID, ids: Sequence[UUID], kept: Kept) -> list[Pair]:
        """What the tray tells of these documents: the same as among all."""
        chosen = frozenset(ids)
        if len(chosen) > FEW:
            results = await self.of_all(business_id, kept)
        else:
            about = {"business_id": business_id, "ids": list(chosen)}
            rows = chain(
                await self.db.rows(queries.OF_PARTIES, about), await self.db.rows(queries.PARTNERS, about)
            )
            entries = {row["id"]: _entry(row) for row in rows}
            results = list(told(pairs(entries.values(), kept)).values())
        return [pair for pair in results if pair.document.id in chosen]

    async def _blocks(
        self, statement: Statement, key: Callable[[Entry], Hashable], business_id: UUID
    ) -> AsyncIterator[list[Entry]]:
        block: list[Entry] = []
        async for row in self.db.stream(statement, {"business_id": business_id}):
            entry = _entry(row)
            if block and key(entry) != key(block[0]):
                yield block
                block = []
            block.append(entry)
        if block:
            yield block


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        source_id=row["source_id"],
        kind=Kind(row["kind"]),
        state=row["state"],
        realm=row["realm"],
        number=row["number"],
        number_key=row["number_key"],
        party_id=row["party_id"],
        party_name=row["party_name"],
        issue_date=row["issue_date"],
        total=row["total"],
        balance=row["balance"],
        currency_code=row["currency_code"],
    )
