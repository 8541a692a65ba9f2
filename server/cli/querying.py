"""`runway query`: the answer to a query in a file, or all rows of its list as CSV."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from db.books import open_books
from db.bootstrap import DIRECTORY
from db.directory import Directory
from schema.build import build_schema
from schema.operations.preparation import Operation
from server.cli.people import Business, known
from server.cli.screen import err, out, print_json, say
from server.comma_separated import line
from server.place import Place, place_of
from server.querying import NotAnswered, Querying, querying
from server.settings import WrongSettings, read_settings

File = Annotated[
    Path,
    typer.Argument(help="File that holds one GraphQL query.", exists=True, dir_okay=False, readable=True),
]
Csv = Annotated[
    bool,
    typer.Option(
        "--csv", help="Print the rows of the query's one list as CSV, from all pages. Default: JSON."
    ),
]
Given = Annotated[str | None, typer.Option("--variables", help="Variables of the query, as a JSON object.")]


def add_to(app: typer.Typer) -> None:
    """Put the command where it belongs."""
    app.command("query", help="Answer a GraphQL query about a business, as JSON or CSV.")(query)


def query(file: File, business: Business, as_csv: Csv = False, variables: Given = None) -> None:
    """Print an answer; a list as CSV is printed page by page, and counted on stderr."""
    operation = Operation(_text(file), _variables(variables))
    place = place_of(read_settings(), say)
    try:
        if as_csv:
            asyncio.run(_rows(place, business, operation))
        elif not asyncio.run(_answer(place, business, operation)):
            raise typer.Exit(1)
    except NotAnswered as refused:
        raise WrongSettings(f"{file.name}: {refused}") from None


async def _answer(place: Place, business: str, operation: Operation) -> bool:
    """Print the answer; tells whether it is whole."""
    async with _asking(place, business) as asking:
        answer = await asking.answer(operation)
    print_json(answer.body)
    return "errors" not in answer.body


async def _rows(place: Place, business: str, operation: Operation) -> None:
    rows = 0
    async with _asking(place, business) as asking:
        with err.status("Reading ...") as status:
            async for table, data in asking.pages(operation):
                if not rows:
                    out.file.write(line(table.head))
                for row in table.values(data):
                    out.file.write(line(row))
                    rows += 1
                out.file.flush()
                status.update(f"{rows:,} rows ...")
    say(f"{rows:,} rows.")


@asynccontextmanager
async def _asking(place: Place, name: str) -> AsyncIterator[Querying]:
    directory = await Directory.open(place.address, place.passwords.get(DIRECTORY))
    books = await open_books(place.address, place.passwords, connections=1)
    try:
        business = await known(directory, name)
        yield await querying(build_schema(), books, directory, business.id)
    finally:
        await books.close()
        await directory.close()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise WrongSettings(f"{file.name} is not a text in UTF-8.") from None


def _variables(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        variables = json.loads(text)
    except ValueError:
        variables = None
    if not isinstance(variables, dict):
        raise WrongSettings('--variables must be a JSON object, such as {"over": "1000"}.')
    return variables
