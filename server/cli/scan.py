"""`runway scan`: runs the checks on everything that is in the books already."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from db.bootstrap import DIRECTORY
from db.directory import Directory, Listed, user_id_of
from db.entrance import Books, open_books
from isolation.reports.tables import put, table
from orchestrators.hygiene.examine import ExaminationOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from schema.ids import encode
from server.cli.people import known
from server.cli.screen import out, print_json, say
from server.place import Place, place_of
from server.settings import WrongSettings, read_settings
from server.sources.importing import OPERATOR

Results = list[tuple[Listed, Reexamined]]


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command("scan", help="Run the checks of the hygiene tray on all bills, invoices and accounts.")(scan)


def scan(
    business: Annotated[str | None, typer.Option(help="Name or id of the business.")] = None,
    all_of_them: Annotated[bool, typer.Option("--all", help="Scan every business.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
) -> None:
    """Scan one business or all of them, one transaction for each; a second scan changes nothing."""
    if (business is None) is not all_of_them:
        raise WrongSettings("Give either --business or --all.")
    results = asyncio.run(_run(place_of(read_settings(), say), business))
    if as_json:
        print_json([_summary(*result) for result in results])
    else:
        put(out, issues_table(results))


async def _run(place: Place, name: str | None) -> Results:
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    books = await open_books(place.address, place.passwords, connections=1)
    try:
        chosen = await directory.list() if name is None else (await known(directory, name),)
        return [(item, await _scan(books, directory, item)) for item in chosen]
    finally:
        await books.close()
        await directory.close()


async def _scan(books: Books, directory: Directory, business: Listed) -> Reexamined:
    await directory.grant(business.id, OPERATOR, "OPERATOR")
    async with books.writing(user_id_of(OPERATOR), business.id) as (desk, caller):
        return await ExaminationOrchestrator(desk).scan(caller.business_id, caller, OPERATOR)


def _summary(business: Listed, result: Reexamined) -> dict[str, object]:
    return {
        "business": {"id": encode("Business", business.id), "name": business.name},
        "found": result.added,
        "changed": result.changed,
        "gone": result.removed,
    }


def issues_table(results: Results) -> Table:
    """How many there are now that were not there before, for people."""
    rows = (
        (business.name, f"{result.added:,}", f"{result.changed:,}", f"{result.removed:,}")
        for business, result in results
    )
    return table(("business", "found", "changed", "dropped"), rows, title="Issues")
