"""Operations from files, answered in this process: one answer, or the rows of all pages of a list."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from graphql import OperationType

from db.books import Books
from db.directory import Directory, user_id_of
from resolvers.context import Context, User
from schema.build import Schema
from schema.operations.execution import Answer, execute
from schema.operations.preparation import EVERY_KIND, Operation, Prepared, Refused, prepare
from schema.operations.tables import Table
from server.importing import OPERATOR


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
        variable = _variable(prepared.table)
        while True:
            answer = await self._run(prepared)
            if "errors" in answer.body:
                raise NotAnswered(answer.body["errors"][0]["message"])
            table, data = answer.table, answer.body["data"]
            assert table is not None, "it is valid, or it was refused"
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


async def querying(schema: Schema, books: Books, directory: Directory, business_id: UUID) -> Querying:
    """Let the command line into a business, to ask about it."""
    await directory.grant(business_id, OPERATOR, "OPERATOR")
    return Querying(schema, books, business_id)


def _variable(table: Table | None) -> str:
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
