"""One import, from a path to the books: the same for the command line, the demo and tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from db.books import Books
from db.bootstrap import DIRECTORY
from db.directory import Directory, user_id_of
from orchestrators.sources.exports.absences import NOT_COMPARED, Comparison
from orchestrators.sources.exports.export import ORDINARY, ImportOptions, SyncState
from orchestrators.sources.facts import Rejected
from orchestrators.sources.load import Counts, IngestionOrchestrator
from orchestrators.sources.quickbooks import responses as quickbooks
from orchestrators.sources.quickbooks.gathering import gathered
from orchestrators.sources.writer import Progress as Report
from server.place import Place
from server.sources.memory import rare_collections

#: Who imports from the command line; a member of every business that the command line has touched.
OPERATOR = "operator@runway.invalid"
DEFAULT_REALM = "default"


async def admit_operator(place: Place, business_id: UUID) -> None:
    """Make the operator a member of a business, over a connection of its own."""
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    try:
        await directory.grant(business_id, OPERATOR, "OPERATOR")
    finally:
        await directory.close()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, and what it could not read; of a full one also what it was compared with."""

    counts: Counts
    rejected: tuple[Rejected, ...]
    state: SyncState = SyncState.COMPLETE
    comparison: Comparison = NOT_COMPARED


async def import_quickbooks(
    books: Books,
    directory: Directory,
    business_id: UUID,
    realm: str,
    path: Path,
    report: Report,
    options: ImportOptions = ORDINARY,
) -> Imported:
    """Read a file, folder or zip and load it into a business, in one transaction.

    Raises FileNotFoundError, `OtherCompany`, `BooksUnavailable`, or `WriteRaced` while another import of it
    runs; nothing is imported then.
    """
    with rare_collections():
        export = gathered(_read(path, report))
        await directory.grant(business_id, OPERATOR, "OPERATOR")
        async with books.writing(user_id_of(OPERATOR), business_id) as (desk, caller):
            loaded = await IngestionOrchestrator(desk).load(
                caller.business_id, caller, OPERATOR, realm, path.name, export, report, options
            )
    return Imported(loaded.counts, loaded.rejected, loaded.state, loaded.comparison)


def _read(path: Path, report: Report) -> Iterator[quickbooks.Content]:
    total = quickbooks.count_files(path)
    for done, document in enumerate(quickbooks.documents(path), start=1):
        yield from [document] if isinstance(document, Rejected) else quickbooks.contents(*document)
        report("files", done, total)


@contextmanager
def progress_bar(console: Console) -> Iterator[Report]:
    """A bar for each step, on a terminal; nothing elsewhere."""
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield report
