"""`runway query`: the answer to a query in a file, or all rows of its list as CSV."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from graphql import OperationType

from db.bootstrap import DIRECTORY
from db.directory import Directory, user_id_of
from db.entrance import Books, open_books
from resolvers.context import Context, User
from schema.build import Schema, build_schema
from schema.operations.execution import Answer, execute
from schema.operations.preparation import EVERY_KIND, Operation, Prepared, Refused, prepare
from schema.operations.tables import Table
from server.cli.people import Business, known
from server.cli.screen import err, out, print_json, say
from server.comma_separated import line
from server.place import Place, place_of
from server.settings import WrongSettings, read_settings
from server.sources.importing import OPERATOR

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


class NotAnswered(Exception):
    """The operation has no answer; the text is the sentence of its first error."""


@dataclass(frozen=True, slots=True)
class Querying:
    """Asks about one business, as the command line."""

    schema: Schema
    books: Books
    business_id: UUID

    async def answer(self, operation: Operation) -> Answer:
        """The answer to a query, also one with errors; raises `NotAnswered` if it may not run."""
        return await self._run(await self._prepared(operation))

    async def pages(self, operation: Operation) -> AsyncIterator[tuple[Table, Any]]:
        """The table of the operation's list with the data of each page; raises `NotAnswered`."""
        prepared = await self._prepared(replace(operation, wants_table=True))
        variable = _continuing(prepared.table)
        while True:
            answer = await self._run(prepared)
            if "errors" in answer.body:
                raise NotAnswered(answer.body["errors"][0]["message"])
            table, data = answer.table, answer.body["data"]
            assert table is not None, "it is valid, or it was refused"
            if table.is_null(data):
                raise NotAnswered("The list is null, or what holds it is; without --csv you see why.")
            yield table, data
            cursor = table.next_cursor(data)
            if cursor is None:
                return
            prepared = await self._prepared(_continued(prepared.operation, variable, cursor))

    async def _prepared(self, operation: Operation) -> Prepared:
        prepared = await prepare(self.schema, operation, EVERY_KIND)
        if isinstance(prepared, Refused):
            raise NotAnswered(prepared.error["message"])
        if prepared.kind is not OperationType.QUERY:
            raise NotAnswered("Only queries are answered here.")
        return prepared

    async def _run(self, prepared: Prepared) -> Answer:
        context = Context(self.books, User(user_id_of(OPERATOR), OPERATOR), self.business_id)
        return await execute(self.schema, prepared, context)


def _continuing(table: Table | None) -> str:
    """The variable that continues a connection; a plain list is never continued."""
    if table is None or table.pages is None:
        return ""
    if table.pages.after is None:
        raise NotAnswered(
            f"Give {table.rows[-2]} the argument `after: $after`, a variable for further pages."
        )
    return table.pages.after


def _continued(operation: Operation, variable: str, cursor: str) -> Operation:
    variables: Mapping[str, Any] = operation.variables or {}
    return replace(operation, variables={**variables, variable: cursor})


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
        await directory.grant(business.id, OPERATOR, "OPERATOR")
        yield Querying(build_schema(), books, business.id)
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
