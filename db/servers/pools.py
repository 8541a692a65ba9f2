"""Pools of connections, each of one role."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import asyncpg
from asyncpg.connection import LoggedQuery

from db.servers.address import Address, Route


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement that was sent: its text, how long it took and the kind of its failure; never its values."""

    sql: str
    seconds: float
    failure: str | None


Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

#: Is told every statement, after it was answered, in the context of whoever sent it.
Observer = Callable[[Sent], None]


@dataclass(frozen=True, slots=True)
class Usage:
    """Connections of a pool: those that are lent, those that wait to be, and how many there can be."""

    lent: int
    idle: int
    most: int


def usage_of(pool: Pool) -> Usage:
    """Of this moment."""
    idle = pool.get_idle_size()
    return Usage(pool.get_size() - idle, idle, pool.get_max_size())


class _Connection(asyncpg.Connection):
    """A pooled connection that is not reset on return: nothing of a tenant outlives its transaction."""

    def get_reset_query(self) -> str:
        return ""


async def open_pool(address: Address, connections: int, observer: Observer | None) -> Pool:
    """A pool that connects on first use."""
    route = Route(address)

    async def connect(*_: Any, **given: Any) -> "asyncpg.Connection[asyncpg.Record]":
        return await route.connect(**given)

    return await asyncpg.create_pool(
        min_size=0,
        max_size=connections,
        connect=connect,
        connection_class=_Connection,
        init=_observing(observer),
    )


def _observing(
    observer: Observer | None,
) -> Callable[["asyncpg.Connection[asyncpg.Record]"], Any] | None:
    if observer is None:
        return None

    async def watch(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        connection.add_query_logger(lambda record: observer(_sent(record)))

    return watch


def _sent(record: LoggedQuery) -> Sent:
    # The text of an exception may hold a row.
    failure = None if record.exception is None else type(record.exception).__name__
    return Sent(record.query, record.elapsed, failure)
