"""The only way in: one transaction, entered as one user for one business, to read or to write."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from db.address import Address
from db.announcements import Announcements
from db.books import AcrossBooks, Caller, Row, Snapshot, WriteBooks
from db.bootstrap import API, PORTFOLIO
from db.outages import translated
from db.pools import Observer, Usage, open_pool, usage_of
from db.trace import Trace
from db.transactions import snapshot, transaction


class Books:
    """Two pools, the request path's and the portfolio's; hands out transactions, keeps nothing.

    `announcements` tells who follows a business that it changed, and not how.
    """

    def __init__(
        self,
        api: "asyncpg.Pool[Row]",
        portfolio: "asyncpg.Pool[Row]",
        announcements: Announcements,
        looks: int,
    ) -> None:
        self.announcements = announcements
        #: Places for those who look again and again: a thousand of them wait, and leave others connections.
        self.looks = asyncio.Semaphore(looks)
        self._api = api
        self._portfolio = portfolio

    @asynccontextmanager
    async def reading(
        self, user_id: UUID, business_id: UUID | None, trace: Trace | None = None
    ) -> AsyncIterator[tuple[Snapshot, Caller]]:
        """A snapshot; raises `NoSuchMembership`, `BusinessNotNamed`, `BooksUnavailable`."""
        async with snapshot(self._api) as connection:
            trace = trace or Trace()
            yield Snapshot(connection, trace), await _enter(connection, user_id, business_id, trace)

    @asynccontextmanager
    async def writing(
        self, user_id: UUID, business_id: UUID | None, trace: Trace | None = None
    ) -> AsyncIterator[tuple[WriteBooks, Caller]]:
        """A write transaction; raises as `reading` does, and `WriteRaced` when another one won."""
        async with transaction(self._api, "read_committed") as connection:
            trace = trace or Trace()
            yield WriteBooks(connection, trace), await _enter(connection, user_id, business_id, trace)

    @asynccontextmanager
    async def across(self, user_id: UUID, trace: Trace | None = None) -> AsyncIterator[AcrossBooks]:
        """A snapshot of all businesses of one user, as the role that can only read."""
        async with snapshot(self._portfolio) as connection:
            trace = trace or Trace()
            with translated():
                await connection.fetchval("SELECT runway.enter_portfolio($1, $2)", user_id, trace.request_id)
            yield AcrossBooks(connection, trace, user_id)

    def usage(self) -> dict[str, Usage]:
        """What is lent of the pool of each role."""
        return {API: usage_of(self._api), PORTFOLIO: usage_of(self._portfolio)}

    async def revision(self) -> str | None:
        """The newest migration that the database holds; none when it was never migrated."""
        async with snapshot(self._api) as connection:
            try:
                with translated():
                    query = "SELECT version_num FROM runway.alembic_version"
                    value: str | None = await connection.fetchval(query)
            except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
                return None
            return value

    async def close(self) -> None:
        """Close both pools and stop listening, waiting for nobody."""
        await self.announcements.close()
        self._api.terminate()
        self._portfolio.terminate()


async def open_books(
    address: Address,
    passwords: Mapping[str, str],
    *,
    connections: int = 10,
    observer: Observer | None = None,
    listen: Address | None = None,
) -> Books:
    """Open the books; connects on first use, so that a database that is away does not stop the start.

    `observer` is told every statement, never its values. `listen` leads to the server itself, where `address`
    leads to a pooler.
    """

    async def pool(role: str) -> "asyncpg.Pool[Row]":
        as_role = address.as_role(role, passwords.get(role))
        return await open_pool(as_role, connections, observer)

    listening = (listen or address).as_role(API, passwords.get(API))
    looks = max(1, connections // 4)
    return Books(await pool(API), await pool(PORTFOLIO), Announcements(listening), looks)


async def _enter(
    connection: "asyncpg.Connection[Row]", user_id: UUID, business_id: UUID | None, trace: Trace
) -> Caller:
    query = "SELECT * FROM runway.enter($1, $2, $3)"
    with translated():
        row = await connection.fetchrow(query, user_id, business_id, trace.request_id)
    assert row is not None
    return Caller(user_id, row["business_id"], row["role"], row["today"])
