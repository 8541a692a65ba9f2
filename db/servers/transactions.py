"""A transaction on a pooled connection, whose failures are told as ours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
from asyncpg.transaction import Transaction

from db.outages import BooksUnavailable, translated
from db.servers.pools import Pool

#: Seconds that a request waits for a connection of its pool.
MOST_WAITED = 5


@asynccontextmanager
async def transaction(
    pool: Pool, isolation: Any, *, readonly: bool = False
) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection inside a transaction that commits when the work is done, and rolls back when it raises."""
    connection, begun = await _begun(pool, isolation, readonly)
    try:
        async with ended(begun, readonly=readonly):
            yield connection  # type: ignore[misc]  # A proxy with the connection's methods.
    finally:
        await pool.release(connection)


@asynccontextmanager
async def snapshot(pool: Pool) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection inside a READ ONLY snapshot."""
    async with transaction(pool, "repeatable_read", readonly=True) as connection:
        yield connection


@asynccontextmanager
async def ended(begun: Transaction, *, readonly: bool) -> AsyncIterator[None]:
    """Commit a transaction that has begun when the work is done, and roll it back when it raises."""
    # Only the driver's own exceptions are translated: what the work raises passes untouched.
    try:
        yield
    except BaseException as error:
        # The work's exception is the one to tell, also when the connection is gone as well.
        with suppress(BooksUnavailable), translated():
            await begun.rollback()
        if isinstance(error, asyncpg.ReadOnlySQLTransactionError) and not readonly:
            # A standby, or a server that is being exchanged: in a snapshot of ours it would be a mistake.
            raise BooksUnavailable from error
        raise
    # Of what was only read, the end changes nothing.
    with suppress(*(BooksUnavailable,) if readonly else ()), translated():
        await begun.commit()


async def _begun(
    pool: Pool, isolation: Any, readonly: bool
) -> "tuple[asyncpg.pool.PoolConnectionProxy[Any], Transaction]":
    """Begin; connections that the server ended while nobody used them are replaced, as many as there are."""
    for left in range(pool.get_max_size(), -1, -1):
        connection = await acquired(pool)
        begun = connection.transaction(isolation=isolation, readonly=readonly)
        try:
            with translated():
                await begun.start()
        except BaseException as error:
            # It must not be lent again; one that knows already that it is closed is given back.
            with suppress(asyncpg.InterfaceError):
                connection.terminate()
            await pool.release(connection)
            if not isinstance(error, BooksUnavailable) or not left:
                raise
        else:
            return connection, begun
    raise BooksUnavailable


async def acquired(pool: Pool, most_waited: float = MOST_WAITED) -> "asyncpg.pool.PoolConnectionProxy[Any]":
    """A connection that must be given back; raises `BooksUnavailable`."""
    # With a limit of its own the pool waits in another task, which is not needed to be handed an idle one.
    timeout = None if pool.get_idle_size() else most_waited
    try:
        return await pool.acquire(timeout=timeout)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        # Whatever the server says instead of letting somebody in: the books cannot be reached.
        raise BooksUnavailable from error
