"""A stream read into the books by the process of the test, which is quicker than a process of its own."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from orchestrators.sources.exports.export import ORDINARY
from orchestrators.sources.singer.portions import Portion, Reading
from orchestrators.sources.singer.versions import Versions
from server.place import Place
from server.sources.importing import DEFAULT_REALM, OPERATOR, Imported
from server.sources.singer import import_portion, last_import, together
from tests.server.importing.imported import BOOKS, books
from tests.world import World


def reading(records: int = 5_000, stream: str | None = None, versions: Versions | None = None) -> Reading:
    """A reading whose remarks are in `told`."""
    return Reading(versions or Versions(None), lambda _sentence: None, stream, records)


def numbered(lines: Iterable[str]) -> list[tuple[int, bytes]]:
    """Lines as a stream gives them."""
    return [(number, line.encode()) for number, line in enumerate(lines, start=1)]


def portions(lines: Iterable[str], records: int = 5_000, stream: str | None = None) -> list[Portion]:
    """What the lines come to."""
    return list(reading(records, stream).portions(numbered(lines)))


async def load(world: World, business: UUID, lines: Iterable[str], records: int = 5_000) -> Imported:
    """Import them as the target does."""
    await world.directory.grant(business, OPERATOR, "OPERATOR")
    earlier = await last_import(world.books, business, DEFAULT_REALM)
    results = []
    for portion in reading(records, versions=Versions(earlier)).portions(numbered(lines)):
        imported = await import_portion(
            Place(world.address, {}), business, DEFAULT_REALM, portion, _quiet, ORDINARY
        )
        results += [] if imported is None else [imported]
    return together(results)


async def told(world: World, business: UUID) -> dict[str, list[str]]:
    """The books without the ids, which no two businesses share, and without what is told of the imports.

    What is known by reference only has the name of the first reference, which is another one in another cut.
    """
    tables = await books(world, business, BOOKS)
    names = {
        row["id"]: f"{row.get('entity') or row.get('kind') or table} {row['source_id']}"
        for table in ("term", "party", "account", "document")
        for row in tables[table]
    }

    def plain(row: dict[str, Any]) -> str:
        if row.get("sync_token", 0) is None:
            row = {**row, "name": None}
        values = {
            key: names.get(value, "?") if isinstance(value, UUID) else value for key, value in row.items()
        }
        return repr(sorted(values.items()))

    return {
        table: sorted(plain(row) for row in rows if not str(row.get("check_name", "")).endswith("_SYNC"))
        for table, rows in tables.items()
    }


def _quiet(_step: str, _done: int, _total: int) -> None:
    """Nobody looks."""
