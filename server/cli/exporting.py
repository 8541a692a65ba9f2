"""`runway export instructions`: what finalized decisions ask of the outside, as a file."""

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from db.bootstrap import DIRECTORY
from db.directory import Directory
from db.entrance import open_books
from orchestrators.decisions.outbox import Instruction
from server.cli.people import Business, known
from server.cli.screen import out, print_json, say
from server.exporting import as_csv, instructions, rows
from server.place import Place, place_of
from server.settings import read_settings


class Format(StrEnum):
    """How the instructions are written."""

    CSV = "csv"
    JSON = "json"


As = Annotated[Format, typer.Option("--format", case_sensitive=False, help="Output format: csv or json.")]
Raw = Annotated[
    bool,
    typer.Option(
        "--raw", help="CSV for programs: text that a spreadsheet would run as a formula is not neutralised."
    ),
]
All = Annotated[bool, typer.Option("--all", help="Include acknowledged instructions.")]

exports = typer.Typer(help="Export data.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.add_typer(exports, name="export")


@exports.callback()
def _exports() -> None:
    """Export data."""


@exports.command("instructions", help="Print the instructions of the outbox to external systems.")
def export_instructions(
    business: Business, as_: As = Format.CSV, everything: All = False, raw: Raw = False
) -> None:
    """Print instructions, the oldest first; nothing is acknowledged by being printed."""
    place = place_of(read_settings(), say)
    listed = rows(asyncio.run(_read(place, business, waiting=not everything)))
    if as_ is Format.JSON:
        print_json(list(listed))
    else:
        out.file.write(as_csv(listed, raw=raw))


async def _read(place: Place, name: str, *, waiting: bool) -> list[Instruction]:
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    books = await open_books(place.address, place.passwords, connections=1)
    try:
        result = await known(directory, name)
        return await instructions(books, directory, result.id, waiting=waiting)
    finally:
        await books.close()
        await directory.close()
