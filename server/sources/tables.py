"""One import of tables, from a path to the books; and what of a path was understood, without any books."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from db.directory import Directory, user_id_of
from db.entrance import Books
from orchestrators.sources.exports.export import ORDINARY, Export, ImportOptions
from orchestrators.sources.facts import Rejected, RejectionCause
from orchestrators.sources.load import IngestionOrchestrator
from orchestrators.sources.quickbooks.files import Wanted, count_files, documents
from orchestrators.sources.rejections import rejected
from orchestrators.sources.tables.gathering import Tables, export_of, numbers_of, tables_of
from orchestrators.sources.tables.held import HeldOrchestrator
from orchestrators.sources.tables.mapping import TablesMapping
from orchestrators.sources.tables.names import Held
from orchestrators.sources.tables.reading.grids import FILE_LIMIT
from orchestrators.sources.tables.reading.values import Unclear
from orchestrators.sources.writer import Progress as Report
from server.sources.importing import OPERATOR, Imported

#: Tables have ids of their own: those of QuickBooks, in another realm, are not theirs.
TABLES_REALM = "tables"
_READ = (".csv", ".tsv", ".txt", ".xlsx")
#: Files that may well hold tables, and are not read: whoever put them there is to know.
_SKIPPED = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".zip")
_FILES = Wanted(_READ + _SKIPPED, FILE_LIMIT)


@dataclass(frozen=True, slots=True)
class Understood:
    """What a dry run read: the tables, and the export that an import into empty books would load."""

    tables: Tables
    export: Export


def read_tables(path: Path, mapping: TablesMapping, report: Report) -> Tables:
    """The tables of a file, folder or zip; raises `Unclear`, or FileNotFoundError."""
    return tables_of(_read(path, report), mapping)


def understand(path: Path, mapping: TablesMapping, report: Report) -> Understood:
    """Read as an import does, and write nothing."""
    tables = read_tables(path, mapping, report)
    return Understood(tables, export_of(tables, Held()))


async def import_tables(
    books: Books,
    directory: Directory,
    business_id: UUID,
    realm: str,
    path: Path,
    mapping: TablesMapping,
    report: Report,
    options: ImportOptions = ORDINARY,
) -> Imported:
    """Read a file, folder or zip of tables and load it into a business, in one transaction.

    Raises `Unclear` for a column that can be read in several ways, and `OtherCompany` for a business that has
    other books; otherwise as `import_quickbooks` does. Nothing is imported then.
    """
    tables = read_tables(path, mapping, report)
    if options.full and not options.empty:
        _refuse_emptying(tables)
    await directory.grant(business_id, OPERATOR, "OPERATOR")
    async with books.writing(user_id_of(OPERATOR), business_id) as (desk, caller):
        held = HeldOrchestrator(desk)
        export = export_of(tables, await held.named(caller.business_id, realm, numbers_of(tables)))
        export = await held.versioned(caller.business_id, realm, export)
        loaded = await IngestionOrchestrator(desk).load(
            caller.business_id, caller, OPERATOR, realm, path.name, export, report, options
        )
    return Imported(loaded.counts, loaded.rejected, loaded.state, loaded.comparison)


def _read(path: Path, report: Report) -> Iterator[tuple[str, bytes] | Rejected]:
    total = count_files(path, _FILES)
    for done, document in enumerate(documents(path, _FILES), start=1):
        yield document if isinstance(document, Rejected) else _skipped(path, *document)
        report("files", done, total)


def _skipped(path: Path, name: str, raw: bytes) -> tuple[str, bytes] | Rejected:
    """Of a file in a folder or a zip that is not read, that it is not; what is named itself is tried."""
    if name == path.name or not name.lower().endswith(_SKIPPED):
        return name, raw
    reason = f"{name} is skipped: save its tables as .xlsx or .csv, and unpack what is packed"
    return rejected(name, reason, cause=RejectionCause.UNUSED)


def _refuse_emptying(tables: Tables) -> None:
    """Raises `Unclear` for a table without rows, which would remove everything that the books hold of it."""
    names = {source.table.name for source in tables.sources}
    filled = {source.table.name for source in tables.sources if source.rows}
    for source in tables.sources:
        if source.table.name in names - filled:
            raise Unclear(
                f"{source.name} has headers and no rows: with --full, everything that the books have of "
                f"{source.table.name} would be removed. If that is meant, give --empty."
            )
