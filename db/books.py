"""What can be done in a transaction that was entered: read, write, read one business after another."""

from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

import asyncpg

from db.outages import BooksTimeout, WriteRaced
from db.statement import Arguments, Statement, result_key
from db.trace import Trace

Row = asyncpg.Record
Result = TypeVar("Result")
Values = Mapping[str, object]
#: Turns the driver's exceptions into ours, as `translated` does.
Failures = Callable[[], AbstractContextManager[None]]

#: Rows whose results a snapshot keeps, all together; a larger result is read again when it is wanted again.
MOST_KEPT = 10_000

#: Rows of a stream that are fetched at once.
STREAMED = 2_000

#: A row that breaks a constraint, or a value that its column cannot hold.
_REFUSED = (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts, where, as what, and which day it is there."""

    user_id: UUID
    business_id: UUID
    role: str
    today: date


class ReadBooks:
    """Reads in one transaction of one business; every call sends its statement."""

    __slots__ = ("_connection", "_failures", "_trace")

    def __init__(self, connection: "asyncpg.Connection[Row]", trace: Trace, failures: Failures) -> None:
        self._connection = connection
        self._trace = trace
        self._failures = failures

    @property
    def request_id(self) -> str | None:
        """The id of the request that asks; none for what no request asked for."""
        return self._trace.request_id

    async def rows(self, statement: Statement, values: Values) -> list[Row]:
        """All rows of the statement."""
        # A list of the caller's own: the rows themselves cannot be changed.
        return [*await self._result(statement.sql, statement.arguments(values), first_only=False)]

    async def row(self, statement: Statement, values: Values) -> Row | None:
        """The first row, or none."""
        result = await self._result(statement.sql, statement.arguments(values), first_only=True)
        return result[0] if result else None

    async def stream(self, statement: Statement, values: Values) -> AsyncIterator[Row]:
        """The rows of the statement one by one; in memory are a few thousand, however many there are.

        Nothing else is sent before the last one was taken.
        """
        arguments = statement.arguments(values)
        number = 0
        with self._failures():
            async for row in self._connection.cursor(statement.sql, *arguments, prefetch=STREAMED):
                number += 1
                yield row
        self._trace.add(number)

    async def _result(self, sql: str, arguments: Arguments, *, first_only: bool) -> Sequence[Row]:
        with self._failures():
            if first_only:
                row = await self._connection.fetchrow(sql, *arguments)
                rows = [] if row is None else [row]
            else:
                rows = await self._connection.fetch(sql, *arguments)
        self._trace.add(len(rows))
        return rows

    async def _say(self, command: str) -> None:
        with self._failures():
            await self._connection.execute(command)
        self._trace.add(0)

    async def inspect(self, work: Callable[["asyncpg.Connection[Row]"], Awaitable[Result]]) -> Result:
        """Lend the connection to work that reads the catalogue, and no row of a business."""
        with self._failures():
            return await work(self._connection)


class Snapshot(ReadBooks):
    """A READ ONLY snapshot of one business; the database refuses writes, whatever the statement.

    What it answers cannot change, so that a statement with the same values is sent once. The answers are
    dropped with the snapshot. `WriteBooks` is none: it sees its own writes.
    """

    __slots__ = ("_results", "_room", "of_replica")

    def __init__(
        self, connection: "asyncpg.Connection[Row]", trace: Trace, failures: Failures, of_replica: bool
    ) -> None:
        super().__init__(connection, trace, failures)
        #: Whether a replica answers.
        self.of_replica = of_replica
        self._results: dict[Hashable, Sequence[Row]] = {}
        self._room = MOST_KEPT

    async def _result(self, sql: str, arguments: Arguments, *, first_only: bool) -> Sequence[Row]:
        key = result_key(sql, arguments, first_only)
        if key in self._results:
            return self._results[key]
        # A statement that fails raises here, and leaves nothing behind.
        try:
            result = await super()._result(sql, arguments, first_only=first_only)
        except WriteRaced as error:
            # Who writes nothing loses no race: a table was locked for longer than a statement waits.
            raise BooksTimeout from error
        if key is not None and len(result) <= self._room:
            self._results[key] = result
            self._room -= len(result)
        return result


class AcrossBooks(Snapshot):
    """A READ ONLY snapshot of all businesses of one user."""

    __slots__ = ("_user_id",)

    def __init__(
        self,
        connection: "asyncpg.Connection[Row]",
        trace: Trace,
        failures: Failures,
        of_replica: bool,
        user_id: UUID,
    ) -> None:
        super().__init__(connection, trace, failures, of_replica)
        self._user_id = user_id

    async def of_one(self, business_id: UUID, work: Callable[[Snapshot], Awaitable[Result]]) -> Result:
        """Do reads of the same snapshot in which the database shows one of the businesses alone.

        When a read fails, the other businesses still can be read. Raises `NoSuchMembership`, and what the
        work raises.
        """
        await self._say("SAVEPOINT one")
        try:
            await self._enter(business_id)
            result = await work(Snapshot(self._connection, self._trace, self._failures, self.of_replica))
        except Exception:
            await self._take_back()
            raise
        await self._take_back()
        return result

    async def _take_back(self) -> None:
        """Take back which business is shown, and what failed.

        Not after a cancellation: the transaction ends then, and a silent server would be waited for.
        """
        await self._say("ROLLBACK TO SAVEPOINT one; RELEASE SAVEPOINT one")

    async def _enter(self, business_id: UUID) -> None:
        with self._failures():
            query = "SELECT runway.enter_portfolio_one($1, $2)"
            await self._connection.fetchval(query, self._user_id, business_id)
        self._trace.add(0)


class WriteBooks(ReadBooks):
    """A write transaction of one business; it commits when the work returns, and nobody else commits."""

    __slots__ = ()

    async def attempt(self, work: Callable[[], Awaitable[None]]) -> bool:
        """Do writes behind a savepoint; False when the database refused a row and none of them was done.

        The transaction goes on either way, and commits or not as a whole.
        """

        async def tried() -> bool:
            try:
                await work()
            except _REFUSED:
                return False
            return True

        return await self.trial(tried, lambda was_done: was_done)

    async def trial(self, work: Callable[[], Awaitable[Result]], stays: Callable[[Result], bool]) -> Result:
        """Do writes behind a savepoint, and take them back unless what they came to may stay."""
        await self._say("SAVEPOINT trial")
        result = await work()
        await self._say("RELEASE SAVEPOINT trial" if stays(result) else "ROLLBACK TO SAVEPOINT trial")
        return result
