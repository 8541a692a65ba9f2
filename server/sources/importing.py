"""One import, from a path to the books: the same for the command line, the demo and tests."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from db.bootstrap import DIRECTORY
from db.directory import Directory, user_id_of
from db.entrance import Books
from orchestrators.sources.exports.absences import NOT_COMPARED, Comparison
from orchestrators.sources.exports.export import ORDINARY, Export, ImportOptions, SyncState
from orchestrators.sources.exports.known import NOTHING, Known, KnownOrchestrator, Outdated
from orchestrators.sources.facts import Rejected
from orchestrators.sources.load import Counts, IngestionOrchestrator
from orchestrators.sources.quickbooks import responses as quickbooks
from orchestrators.sources.quickbooks.gathering import Gathering, document_ids
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
    importing = _Importing(books, business_id, realm, path, report)
    with rare_collections():
        total = quickbooks.count_files(path)
        await directory.grant(business_id, OPERATOR, "OPERATOR")
        try:
            return await importing.load(await importing.gathered(total, are_known=True), options)
        except Outdated:
            return await importing.load(await importing.gathered(total, are_known=False), options)


@dataclass(frozen=True, slots=True)
class _Importing:
    """One import of a path, whose files are read outside of the transaction that loads them."""

    books: Books
    business_id: UUID
    realm: str
    path: Path
    report: Report

    async def gathered(self, total: int, *, are_known: bool) -> Export:
        """What the files hold; of documents that are known to be held, their versions alone."""
        gathering = Gathering()
        for done, file in enumerate(quickbooks.documents(self.path), start=1):
            contents = [file] if isinstance(file, Rejected) else [*quickbooks.contents(*file)]
            gathering.add(contents, await self._known(contents) if are_known else NOTHING)
            self.report("files", done, total)
        return gathering.export()

    async def _known(self, contents: Iterable[quickbooks.Content]) -> Known:
        ids = document_ids(contents)
        if not ids:
            return NOTHING
        async with self.books.reading(user_id_of(OPERATOR), self.business_id) as (desk, caller):
            return await KnownOrchestrator(desk).known(caller.business_id, self.realm, ids)

    async def load(self, export: Export, options: ImportOptions) -> Imported:
        """Load it, in one transaction."""
        async with self.books.writing(user_id_of(OPERATOR), self.business_id) as (desk, caller):
            loaded = await IngestionOrchestrator(desk).load(
                caller.business_id, caller, OPERATOR, self.realm, self.path.name, export, self.report, options
            )
        return Imported(loaded.counts, loaded.rejected, loaded.state, loaded.comparison)


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
