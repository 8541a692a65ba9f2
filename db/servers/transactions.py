"""A transaction on a pooled connection: its failures are told as ours, and a silent server ends it too."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

import asyncpg
from asyncpg.transaction import Transaction

from db.outages import BooksUnavailable, translated
from db.servers.patience import FAREWELL, LENDING
from db.servers.pools import Pool

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
        # The work's exception is the one to tell, also when the connection is gone as well.
        with suppress(BooksUnavailable):
            await _finished(connection, begun.rollback)
        if isinstance(error, asyncpg.ReadOnlySQLTransactionError) and not readonly:
            # A standby, or a server that is being exchanged: in a snapshot of ours it would be a mistake.
            raise BooksUnavailable from error
        raise
    if readonly:
        # Of what was only read, the end changes nothing.
        with suppress(BooksUnavailable):
            await _finished(connection, begun.commit)
    else:
        with translated():
            await begun.commit()


async def _finished(connection: Lent, end: Callable[[], Awaitable[None]]) -> None:
    """End what may be ended by the end of the connection as well, if the server falls silent."""
    try:
        with translated():
            async with asyncio.timeout(FAREWELL):
                await end()
    except BooksUnavailable:
        with suppress(asyncpg.InterfaceError):
            connection.terminate()
        raise


async def _begun(pool: Pool, isolation: Any, readonly: bool) -> tuple[Lent, Transaction]:
    """Begin; connections that the server ended while nobody used them are replaced, as many as there are."""
    for left in range(pool.get_max_size(), -1, -1):
        connection = await acquired(pool, LENDING)
        begun = connection.transaction(isolation=isolation, readonly=readonly)
        try:
            with translated():
                async with asyncio.timeout(LENDING):
                    await begun.start()
        except BaseException as error:
            # It must not be lent again; one that knows already that it is closed is given back.
            with suppress(asyncpg.InterfaceError):
                connection.terminate()
            await given_back(pool, connection)
            was_silent = isinstance(error.__cause__, TimeoutError)
            if not isinstance(error, BooksUnavailable) or was_silent or not left:
                raise
        else:
            return connection, begun
    raise BooksUnavailable


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
    with suppress(TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        await pool.release(connection, timeout=FAREWELL)
