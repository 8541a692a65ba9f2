"""What an address really leads to, found by trying before a request does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from enum import Enum
from secrets import token_hex
from typing import TypeAlias

import asyncpg

from db.outages import BooksUnavailable, translated
from db.servers.address import Address

#: Seconds after which an announcement is not heard any more.
PATIENCE = 3.0

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def hands_on_statements(address: Address) -> bool:
    """Whether one client comes upon the prepared statements of another, under the names that it gave them.

    A pooler that keeps account of them, as PgBouncer does from 1.21 on, renames them. Raises
    `BooksUnavailable`.
    """
    async with _two(address) as (one, other):
        if await _is_the_server(one):
            return False
        name = f"runway_{token_hex(8)}"
        async with one.transaction():
            await one.prepare("SELECT 1", name=name)
        async with other.transaction():
            shared = await other.fetchval("SELECT true FROM pg_prepared_statements WHERE name = $1", name)
            if shared:
                await other.execute(f"DEALLOCATE {name}")
        return bool(shared)


async def hears(address: Address) -> bool:
    """Whether a connection is told what another one announces; raises `BooksUnavailable`."""
    async with _two(address) as (one, other):
        if await _is_the_server(one):
            return True
        channel, heard = f"runway_{token_hex(8)}", asyncio.Event()
        await one.add_listener(channel, lambda *_: heard.set())
        await other.execute(f"NOTIFY {channel}")
        try:
            await asyncio.wait_for(heard.wait(), PATIENCE)
        except TimeoutError:
            return False
        return True


class Standby(Enum):
    """What the address of a standby leads to."""

    FOLLOWS = "it replays the primary's log"
    PROMOTED = "it is of the same cluster, and replays no log"
    STRANGER = "it is of another cluster"
    AWAY = "it cannot be reached"


async def standby_of(primary: Address, address: Address) -> Standby:
    """What stands at the address of a standby; raises `BooksUnavailable` for the primary alone."""
    cluster, _ = await _control(primary)
    try:
        own, replays = await _control(address)
    except BooksUnavailable:
        return Standby.AWAY
    if own != cluster:
        return Standby.STRANGER
    return Standby.FOLLOWS if replays else Standby.PROMOTED


async def _control(address: Address) -> tuple[int, bool]:
    """Which cluster a server has the data of, and whether it replays the log of another one."""
    with translated():
        connection = await replace(address, prepared=False).connect()
        try:
            async with connection.transaction():
                query = "SELECT system_identifier, pg_is_in_recovery() FROM pg_control_system()"
                row = await connection.fetchrow(query)
        finally:
            connection.terminate()
    assert row is not None
    return row[0], row[1]


async def _is_the_server(connection: Connection) -> bool:
    """Whether nobody stands between: a pooler does not hand on the number that the server gives a session."""
    async with connection.transaction():
        pid: int = await connection.fetchval("SELECT pg_backend_pid()")
    return pid == connection.get_server_pid()


@asynccontextmanager
async def _two(address: Address) -> AsyncIterator[tuple[Connection, Connection]]:
    """Two clients that prepare nothing by themselves."""
    unnamed = replace(address, prepared=False)
    with translated():
        one = await unnamed.connect()
        try:
            other = await unnamed.connect()
            try:
                yield one, other
            finally:
                other.terminate()
        finally:
            one.terminate()
