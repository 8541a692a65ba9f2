"""A pooled connection, and a transaction on it, whose failures are told as ours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from db.outages import BooksUnavailable, translated


@asynccontextmanager
async def connected(pool: "asyncpg.Pool[Any]") -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection of the pool; raises `BooksUnavailable`."""
    try:
        connection = await pool.acquire(timeout=5)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
        # Whatever the server says instead of letting somebody in: the books cannot be reached.
        raise BooksUnavailable from error
    try:
        yield connection  # type: ignore[misc]  # A proxy with the connection's methods.
    finally:
        await pool.release(connection)


@asynccontextmanager
async def snapshot(pool: "asyncpg.Pool[Any]") -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection inside a READ ONLY snapshot."""
    async with connected(pool) as connection, transaction(connection, "repeatable_read", readonly=True):
        yield connection


@asynccontextmanager
async def transaction(
    connection: "asyncpg.Connection[Any]", isolation: Any, *, readonly: bool = False
) -> AsyncIterator[None]:
    """A transaction that commits when the work is done, and rolls back when it raises."""
    begun = connection.transaction(isolation=isolation, readonly=readonly)
    with translated():
        await begun.start()
    try:
        # Only the driver's own exceptions are translated: what the work raises passes untouched.
        yield
    except BaseException:
        # The work's exception is the one to tell, also when the connection is gone as well.
        with suppress(BooksUnavailable), translated():
            await begun.rollback()
        raise
    with translated():
        await begun.commit()
