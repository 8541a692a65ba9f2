"""A transaction on a pooled connection: its failures are told as ours, and a silent server ends it too."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

import asyncpg
from asyncpg.transaction import Transaction

from db.outages import BooksUnavailable, translated
from db.servers.patience import ENDING, LENDING
from db.servers.pools import Pool

#: What a server, the way to it, or the driver may answer when a transaction ends.
_FAILURES = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

#: A connection as a pool lends it.
Lent: TypeAlias = "asyncpg.pool.PoolConnectionProxy[Any]"


@asynccontextmanager
async def transaction(
    pool: Pool, isolation: Any, *, readonly: bool = False
) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection inside a transaction that commits when the work is done, and rolls back when it raises."""
    connection, begun = await _begun(pool, isolation, readonly)
    try:
        async with ended(connection, begun, readonly=readonly):
            yield connection  # type: ignore[misc]  # A proxy with the connection's methods.
    finally:
        await given_back(pool, connection)


@asynccontextmanager
async def snapshot(pool: Pool) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection inside a READ ONLY snapshot."""
    async with transaction(pool, "repeatable_read", readonly=True) as connection:
        yield connection


@asynccontextmanager
async def ended(connection: Lent, begun: Transaction, *, readonly: bool) -> AsyncIterator[None]:
    """Commit a transaction that has begun when the work is done, and roll it back when it raises."""
    # Only the driver's own exceptions are translated: what the work raises passes untouched.
    try:
        yield
    except BaseException as error:
        await _let_go(connection, begun.rollback)
        if isinstance(error, asyncpg.ReadOnlySQLTransactionError) and not readonly:
            # A replica, or a server that is being exchanged: in a snapshot of ours it would be a mistake.
            raise BooksUnavailable from error
        raise
    if readonly:
        await _let_go(connection, begun.commit)
    else:
        with translated():
            await begun.commit()


async def _let_go(connection: Lent, end: Callable[[], Awaitable[None]]) -> None:
    """End a transaction that changes nothing; where the server cannot, its connection is closed instead.

    The work is done or has failed already, and that is what is to be told.
    """
    try:
        async with asyncio.timeout(ENDING):
            await end()
    except _FAILURES:
        _close(connection)


async def _begun(pool: Pool, isolation: Any, readonly: bool) -> tuple[Lent, Transaction]:
    """Begin; connections that the server ended while nobody used them are replaced, as many as there are."""
    left = pool.get_max_size()
    while True:
        connection = await acquired(pool, LENDING)
        begun = connection.transaction(isolation=isolation, readonly=readonly)
        try:
            with translated():
                async with asyncio.timeout(LENDING):
                    await begun.start()
        except BaseException as error:
            await abandon(pool, connection)
            if isinstance(error.__cause__, TimeoutError):
                # The server has fallen silent: nobody else is to wait for it on a connection of that time.
                await pool.expire_connections()
                raise
            if not isinstance(error, BooksUnavailable) or not left:
                raise
            left -= 1
        else:
            return connection, begun


async def acquired(pool: Pool, seconds: float) -> Lent:
    """A connection that must be given back; raises `BooksUnavailable`."""
    # With a limit of its own the pool waits in another task, which is not needed to be handed an idle one.
    timeout = None if pool.get_idle_size() else seconds
    try:
        return await pool.acquire(timeout=timeout)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        # Whatever the server says instead of letting somebody in: the books cannot be reached.
        raise BooksUnavailable from error


async def given_back(pool: Pool, connection: Lent) -> None:
    """Give a connection back; one whose server does not even break a statement off is closed by the pool."""
    with suppress(*_FAILURES):
        await pool.release(connection, timeout=ENDING)


async def abandon(pool: Pool, connection: Lent) -> None:
    """Give a connection back that must not be lent again."""
    _close(connection)
    await given_back(pool, connection)


def _close(connection: Lent) -> None:
    # One that knows already that it is closed says so.
    with suppress(asyncpg.InterfaceError):
        connection.terminate()
