"""The only way in: one transaction, entered as one user for one business, to read or to write."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from db.announcements import Announcements
from db.books import AcrossBooks, Caller, Failures, Row, Snapshot, WriteBooks
from db.bootstrap import API, PORTFOLIO
from db.outages import BusinessNotNamed, NoReplica, NoSuchMembership, translated
from db.servers.address import Address
from db.servers.pools import Observer, Pool, Usage, open_pool, usage_of
from db.servers.primary_log import PrimaryLog, since_boot
from db.servers.replica import Replica
from db.servers.transactions import snapshot, transaction
from db.trace import Trace


class Books:
    """Pools of two roles, the request path's and the portfolio's; hands out transactions, keeps nothing.

    `announcements` tells who follows a business that it changed, and not how. Whoever accepts a snapshot that
    is `max_staleness` seconds old may get a replica's, where there is one: what it cannot answer is
    `NoReplica`, and can be read without.
    """

    def __init__(
        self, pools: Mapping[str, Pool], replica: Replica | None, announcements: Announcements, looks: int
    ) -> None:
        self.announcements = announcements
        #: Places for those who look again and again: a thousand of them wait, and leave others connections.
        self.looks = asyncio.Semaphore(looks)
        self._replica = replica
        self._pools = pools

    @asynccontextmanager
    async def reading(
        self,
        user_id: UUID,
        business_id: UUID | None,
        trace: Trace | None = None,
        max_staleness: float | None = None,
    ) -> AsyncIterator[tuple[Snapshot, Caller]]:
        """A snapshot; raises `NoSuchMembership`, `BusinessNotNamed`, `BooksUnavailable`."""
        trace = trace or Trace()
        async with self._snapshot(API, max_staleness) as (connection, failures, of_replica):
            try:
                caller = await _enter(connection, user_id, business_id, trace, failures)
            except (NoSuchMembership, BusinessNotNamed) as error:
                if of_replica:
                    # It may be a membership that the replica does not know yet.
                    raise NoReplica from error
                raise
            yield Snapshot(connection, trace, failures, of_replica), caller

    @asynccontextmanager
    async def writing(
        self, user_id: UUID, business_id: UUID | None, trace: Trace | None = None
    ) -> AsyncIterator[tuple[WriteBooks, Caller]]:
        """A write transaction; raises as `reading` does, and `WriteRaced` when another one won."""
        trace = trace or Trace()
        async with transaction(self._pools[API], "read_committed") as connection:
            caller = await _enter(connection, user_id, business_id, trace, translated)
            yield WriteBooks(connection, trace, translated), caller

    @asynccontextmanager
    async def across(
        self, user_id: UUID, trace: Trace | None = None, max_staleness: float | None = None
    ) -> AsyncIterator[AcrossBooks]:
        """A snapshot of all businesses of one user, as the role that can only read."""
        trace = trace or Trace()
        async with self._snapshot(PORTFOLIO, max_staleness) as (connection, failures, of_replica):
            with failures():
                await connection.fetchval("SELECT runway.enter_portfolio($1, $2)", user_id, trace.request_id)
            yield AcrossBooks(connection, trace, failures, of_replica, user_id)

    def usage(self) -> dict[tuple[str, str], Usage]:
        """What is lent of each pool, by role and by what its server is: primary or replica."""
        replicas = self._replica.pools if self._replica else {}
        return {
            **{(role, "primary"): usage_of(pool) for role, pool in self._pools.items()},
            **{(role, "replica"): usage_of(pool) for role, pool in replicas.items()},
        }

    def replica_reads(self) -> Mapping[str, int]:
        """How many snapshots a replica was asked for, by what became of them; empty where there is none."""
        return self._replica.outcomes if self._replica else {}

    async def revision(self) -> str | None:
        """The newest migration that the database holds; none when it was never migrated."""
        async with snapshot(self._pools[API]) as connection:
            try:
                with translated():
                    query = "SELECT version_num FROM runway.alembic_version"
                    value: str | None = await connection.fetchval(query)
            except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
                return None
            return value

    async def close(self) -> None:
        """Close all pools and stop listening, waiting for nobody."""
        await self.announcements.close()
        if self._replica is not None:
            self._replica.close()
        for pool in self._pools.values():
            pool.terminate()

    @asynccontextmanager
    async def _snapshot(
        self, role: str, max_staleness: float | None
    ) -> AsyncIterator[tuple["asyncpg.Connection[Row]", Failures, bool]]:
        """A connection in a snapshot, how its failures are told, and whether it is a replica's."""
        if max_staleness is None or self._replica is None:
            async with snapshot(self._pools[role]) as connection:
                yield connection, translated, False
        else:
            async with self._replica.snapshot(role, max_staleness) as (connection, reading):
                yield connection, reading.failures, True


async def open_books(
    address: Address,
    passwords: Mapping[str, str],
    *,
    connections: int = 10,
    observer: Observer | None = None,
    listen: Address | None = None,
    replica: Address | None = None,
    most_stale: float = 0,
) -> Books:
    """Open the books; connects on first use, so that a database that is away does not stop the start.

    `observer` is told every statement, never its values. `listen` leads to the server itself, where `address`
    leads to a pooler. `replica` leads to a standby server, which nobody reads that is more seconds behind
    than `most_stale`.
    """

    async def pools(where: Address) -> dict[str, Pool]:
        as_roles = {role: where.as_role(role, passwords.get(role)) for role in (API, PORTFOLIO)}
        return {role: await open_pool(login, connections, observer) for role, login in as_roles.items()}

    listening = (listen or address).as_role(API, passwords.get(API))
    copy = None
    if replica is not None:
        # A connection of its own: a primary whose pool is used up is when replicas are needed.
        log = await open_pool(address.as_role(API, passwords.get(API)), 1, observer)
        copy = Replica(await pools(replica), PrimaryLog(log, most_stale, since_boot), since_boot)
    return Books(await pools(address), copy, Announcements(listening), looks=max(1, connections // 4))


async def _enter(
    connection: "asyncpg.Connection[Row]",
    user_id: UUID,
    business_id: UUID | None,
    trace: Trace,
    failures: Failures,
) -> Caller:
    query = "SELECT * FROM runway.enter($1, $2, $3)"
    with failures():
        row = await connection.fetchrow(query, user_id, business_id, trace.request_id)
    assert row is not None
    return Caller(user_id, row["business_id"], row["role"], row["today"])
