"""Writes a folder of tables, and imports it into a business of a test."""

from pathlib import Path
from uuid import UUID

from orchestrators.sources.exports.export import ImportOptions
from orchestrators.sources.tables.mapping import TablesMapping
from server.sources.importing import Imported
from server.sources.tables import TABLES_REALM, import_tables
from tests.serving import Served


def tables_of(folder: Path, **tables: str) -> Path:
    """The folder, with a CSV file of each text."""
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


async def load(
    served: Served,
    business: UUID,
    folder: Path,
    *,
    realm: str = TABLES_REALM,
    mapping: TablesMapping | None = None,
    **options: bool,
) -> Imported:
    """Import it, with the options of `ImportOptions`."""
    return await import_tables(
        served.world.books,
        served.world.directory,
        business,
        realm,
        folder,
        mapping or TablesMapping(),
        lambda _step, _done, _total: None,
        ImportOptions(**options),
    )
