"""A stream of Singer or Airbyte messages into the books: portion by portion, each in one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, replace
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from db.directory import user_id_of
from db.entrance import Books, open_books
from orchestrators.sources.exports.absences import Comparison
from orchestrators.sources.exports.export import ImportOptions, SyncState
from orchestrators.sources.facts import Rejected
from orchestrators.sources.imported.import_runs import ImportRunDataOrchestrator
from orchestrators.sources.load import Counts, IngestionOrchestrator
from orchestrators.sources.rejections import unreadable
from orchestrators.sources.singer.portions import Portion
from orchestrators.sources.writer import Progress as Report
from server.place import Place
from server.sources.importing import OPERATOR, Imported

#: What the trail calls such an import.
SOURCE = "singer"
#: No object of QuickBooks is nearly as long; without a limit one line could fill the memory.
LONGEST_LINE = 16 * 2**20


def numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes | Rejected]]:
    """The lines of a stream that are not blank, with their numbers; of one that is too long nothing."""
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield (
                number,
                unreadable(f"line {number}", f"The line is longer than {LONGEST_LINE // 2**20} MiB"),
            )
        elif line.strip():
            yield number, line


async def last_import(books: Books, business_id: UUID, realm: str) -> datetime | None:
    """When the books took records of a realm last; the operator must be a member of the business."""
    async with books.reading(user_id_of(OPERATOR), business_id) as (desk, caller):
        return await ImportRunDataOrchestrator(desk).last_of(caller.business_id, realm)


async def import_portion(
    place: Place, business_id: UUID, realm: str, portion: Portion, report: Report, options: ImportOptions
) -> Imported | None:
    """Import one portion, in one transaction, if there is something to import in it.

    It connects anew, since a source may take long to write its next lines. Raises as `import_quickbooks`.
    """
    if portion.export is None:
        return None
    options = replace(options, full=portion.is_full)
    books = await open_books(place.address, place.passwords, connections=1)
    try:
        async with books.writing(user_id_of(OPERATOR), business_id) as (desk, caller):
            loaded = await IngestionOrchestrator(desk).load(
                caller.business_id, caller, OPERATOR, realm, SOURCE, portion.export, report, options
            )
    finally:
        await books.close()
    return Imported(loaded.counts, loaded.rejected, loaded.state, loaded.comparison)


def together(imports: Iterable[Imported]) -> Imported:
    """What all portions of a stream came to."""
    parts = tuple(imports)
    states = {part.state for part in parts}
    reasons = {part.comparison.not_compared for part in parts} - {None}
    return Imported(
        Counts(*map(sum, zip((0,) * 6, *(astuple(part.counts) for part in parts), strict=True))),
        tuple(item for part in parts for item in part.rejected),
        SyncState.INCOMPLETE if SyncState.INCOMPLETE in states else SyncState.COMPLETE,
        Comparison(
            entities=tuple(sorted({entity for part in parts for entity in part.comparison.entities})),
            not_compared="; ".join(sorted(filter(None, reasons))) or None,
        ),
    )
