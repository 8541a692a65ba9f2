"""Imports a folder of tables into a business of a test."""

from pathlib import Path
from uuid import UUID

from orchestrators.sources.exports.export import ImportOptions
from orchestrators.sources.tables.mapping import TablesMapping
from server.sources.importing import Imported
from server.sources.tables import TABLES_REALM, import_tables
from tests.serving import Served


async def load(
    served: Served, business: UUID, folder: Path, *, full: bool = False, beside: bool = False
) -> Imported:
    """Import it, as complete or not, and beside other books or not."""
    return await import_tables(
        served.world.books,
        served.world.directory,
        business,
        TABLES_REALM,
        folder,
        TablesMapping(),
        lambda _step, _done, _total: None,
        ImportOptions(full=full, beside=beside),
    )
