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
from db.servers.patience import TRIAL

#: How often one client looks at what another one prepared: a pooler may have many sessions, and take turns.
LOOKS = 50

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def hands_on_statements(address: Address) -> bool:
    """Whether one client comes upon the prepared statements of another, under the names that it gave them.

    A pooler that keeps account of them, as PgBouncer does from 1.21 on, renames them. One that is busy may
    not be seen through. Raises `BooksUnavailable`.
    """
    async with _clients(address) as (one, other):
        if await _is_the_server(one):
            return False
        name = f"runway_{token_hex(8)}"
        async with one.transaction():
            await one.prepare("SELECT 1", name=name)
        for _ in range(LOOKS):
            async with other.transaction():
                query = "SELECT true FROM pg_prepared_statements WHERE name = $1"
                if await other.fetchval(query, name):
                    await other.execute(f"DEALLOCATE {name}")
                    return True
        return False


async def hears(address: Address) -> bool:
    """Whether a connection is told what another one announces; raises `BooksUnavailable`."""
    async with _clients(address) as (one, other):
        if await _is_the_server(one):
            return True
        channel, heard = f"runway_{token_hex(8)}", asyncio.Event()
        await one.add_listener(channel, lambda *_: heard.set())
        await other.execute(f"NOTIFY {channel}")
        try:
            await asyncio.wait_for(heard.wait(), TRIAL)
        except TimeoutError:
            return False
        finally:
            # The session may be another client's next.
            await other.execute("UNLISTEN *")
        return True


class Standby(Enum):
    """What the address of a standby leads to."""

    FOLLOWS = "it replays the primary's log"
    PROMOTED = "it replays no log"
    AWAY = "it cannot be reached"
    HIDDEN = "the role may not call pg_control_system(), which tells whose standby it is"
    STRANGER = "it has the data of another cluster"
    POOLED = "a pooler stands before it"


async def standby_of(primary: Address, address: Address) -> Standby:
    """What stands at the address of a standby; raises `BooksUnavailable` for the primary alone."""
    try:
        cluster, _ = await _control(primary)
        try:
            own, replays = await _control(address)
            is_pooled = not await _is_direct(address)
        except BooksUnavailable:
            return Standby.AWAY
    except asyncpg.InsufficientPrivilegeError:
        return Standby.HIDDEN
    if is_pooled:
        return Standby.POOLED
    if own != cluster:
        return Standby.STRANGER
    return Standby.FOLLOWS if replays else Standby.PROMOTED


async def _control(address: Address) -> tuple[int, bool]:
    """Which cluster a server has the data of, and whether it replays the log of another one."""
    async with _clients(address) as (one, _), one.transaction():
        row = await one.fetchrow("SELECT system_identifier, pg_is_in_recovery() FROM pg_control_system()")
    assert row is not None
    return row[0], row[1]


async def _is_direct(address: Address) -> bool:
    async with _clients(address) as (one, _):
        return await _is_the_server(one)


async def _is_the_server(connection: Connection) -> bool:
    """Whether nobody stands between: a pooler does not hand on the number that the server gives a session."""
    async with connection.transaction():
        pid: int = await connection.fetchval("SELECT pg_backend_pid()")
    return pid == connection.get_server_pid()


@asynccontextmanager
async def _clients(address: Address) -> AsyncIterator[tuple[Connection, Connection]]:
    """Two clients that prepare nothing by themselves, and wait no longer than for a server that answers."""
    unnamed = replace(address, prepared=False)
    with translated():
        one = await unnamed.connect(timeout=TRIAL, command_timeout=TRIAL)
        try:
            other = await unnamed.connect(timeout=TRIAL, command_timeout=TRIAL)
            try:
                yield one, other
            finally:
                other.terminate()
        finally:
            one.terminate()
