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
        try:
            await one.add_listener(channel, lambda *_: heard.set())
            await other.execute(f"NOTIFY {channel}")
            await asyncio.wait_for(heard.wait(), TRIAL)
        except (TimeoutError, asyncpg.InvalidSQLStatementNameError):
            # The second: a pooler has sent the two steps of a statement to two sessions.
            return False
        finally:
            # The session may be another client's next.
            await other.execute("UNLISTEN *")
        return True


class ReplicaState(Enum):
    """What the address of a replica leads to."""

    FOLLOWS = "it replays the primary's log"
    PROMOTED = "it replays no log"
    AWAY = "it cannot be reached"
    HIDDEN = "the role may not call pg_control_system(), which tells whose replica it is"
    STRANGER = "it has the data of another cluster"
    POOLED = "a pooler stands before it"


async def replica_state(primary: Address, address: Address) -> ReplicaState:
    """What stands at the address of a replica; raises `BooksUnavailable` for the primary alone."""
    try:
        cluster, _, _ = await _control(primary)
        try:
            own, replays, is_direct = await _control(address)
        except BooksUnavailable:
            return ReplicaState.AWAY
    except asyncpg.InsufficientPrivilegeError:
        return ReplicaState.HIDDEN
    if not is_direct:
        return ReplicaState.POOLED
    if own != cluster:
        return ReplicaState.STRANGER
    return ReplicaState.FOLLOWS if replays else ReplicaState.PROMOTED


async def _control(address: Address) -> tuple[int, bool, bool]:
    """Which cluster a server has the data of, whether it replays a log, and whether nobody stands between."""
    async with _client(address) as one:
        async with one.transaction():
            row = await one.fetchrow("SELECT system_identifier, pg_is_in_recovery() FROM pg_control_system()")
        assert row is not None
        return row[0], row[1], await _is_the_server(one)


async def _is_the_server(connection: Connection) -> bool:
    """Whether nobody stands between: a pooler does not hand on the number that the server gives a session."""
    async with connection.transaction():
        pid: int = await connection.fetchval("SELECT pg_backend_pid()")
    return pid == connection.get_server_pid()


@asynccontextmanager
async def _clients(address: Address) -> AsyncIterator[tuple[Connection, Connection]]:
    async with _client(address) as one, _client(address) as other:
        yield one, other


@asynccontextmanager
async def _client(address: Address) -> AsyncIterator[Connection]:
    """A client that prepares nothing by itself, and waits no longer than for a server that answers."""
    with translated():
        client = await replace(address, prepared=False).connect(timeout=TRIAL, command_timeout=TRIAL)
        try:
            yield client
        finally:
            client.terminate()
