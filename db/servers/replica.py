"""A server that replays what the primary logs, for readers who accept what is some seconds old."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from asyncpg.transaction import Transaction

from db.outages import BooksUnavailable, NoReplica, WriteRaced, translated
from db.servers.patience import STANDBY
from db.servers.pools import Pool, usage_of
from db.servers.primary_log import Clock, Mark, PrimaryLog
from db.servers.transactions import Lent, acquired, ended, given_back

#: Seconds for which a standby is left alone that is away, or follows another primary.
REST = 5.0
#: What became of those who accept what is old: answered; sent to the primary because the standby was too old,
#: away, or lent out, or because it broke off.
OUTCOMES = ("USED", "BEHIND", "AWAY", "BUSY", "GIVEN_UP")

_STATE = """
SELECT pg_is_in_recovery() AS replays, pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint AS position,
       (SELECT system_identifier FROM pg_control_system()) AS cluster, pg_postmaster_start_time() AS started
"""


@dataclass(slots=True)
class Reading:
    """A snapshot of a standby, as it goes."""

    was_lost: bool = False

    @contextmanager
    def failures(self) -> Iterator[None]:
        """As `translated`; but whatever fails there is `NoReplica`: the primary tells what is really wrong.

        A statement is broken off when what it reads is removed by what is replayed, and one of a newer
        version meets tables of an older one while the standby is behind.
        """
        try:
            with translated():
                yield
        except (BooksUnavailable, WriteRaced, asyncpg.PostgresError) as error:
            self.was_lost = True
            raise NoReplica from error


class Replica:
    """Pools of a standby by role; what cannot be read there is `NoReplica`, and can be read from the primary.

    How old it is, is told by the primary's log, and by no clock of another machine: while nothing is written,
    a standby is not behind, and one that lost its primary is.
    """

    def __init__(self, pools: Mapping[str, Pool], primary: Pool, most: float, clock: Clock) -> None:
        self.outcomes = Counter(dict.fromkeys(OUTCOMES, 0))
        self.pools = pools
        self._log = PrimaryLog(primary, most, clock)
        self._most = most
        self._clock = clock
        self._rests_until = -float("inf")
        #: Servers, by when they were started, that were seen to follow the primary of a mark.
        self._followers: dict[datetime, Mark] = {}

    @asynccontextmanager
    async def snapshot(
        self, role: str, seconds: float
    ) -> AsyncIterator[tuple["asyncpg.Connection[Any]", Reading]]:
        """A connection inside a READ ONLY snapshot that is so many seconds old at most."""
        mark = await self._log.oldest_within(min(seconds, self._most))
        if mark is None:
            raise self._none("BEHIND")
        async with self._lent(self.pools[role]) as connection:
            begun, reading = await self._begun(connection, mark), Reading()
            try:
                async with ended(connection, begun, readonly=True):
                    yield connection, reading  # type: ignore[misc]  # A proxy with the connection's methods.
            except NoReplica:
                reading.was_lost = True
                raise
            finally:
                self.outcomes["GIVEN_UP" if reading.was_lost else "USED"] += 1

    def close(self) -> None:
        """Close the pools, waiting for nobody."""
        self._log.close()
        for pool in self.pools.values():
            pool.terminate()

    @asynccontextmanager
    async def _lent(self, pool: Pool) -> AsyncIterator[Lent]:
        if self._clock() < self._rests_until:
            raise self._none("AWAY")
        usage = usage_of(pool)
        if usage.lent >= usage.most:
            raise self._none("BUSY")
        try:
            connection = await acquired(pool, STANDBY)
        except BooksUnavailable as error:
            raise self._rest() from error
        try:
            yield connection
        finally:
            await given_back(pool, connection)

    async def _begun(self, connection: Lent, mark: Mark) -> Transaction:
        """Begin, if the server is a standby of that primary and has replayed as much."""
        begun = connection.transaction(isolation="repeatable_read", readonly=True)
        # Before the snapshot is taken: later, more may be replayed than the snapshot shows.
        async with self._answering(connection):
            state = await connection.fetchrow(_STATE)
        assert state is not None
        if not await self._follows(state, mark):
            # A new connection may find another server.
            connection.terminate()
            raise self._rest()
        if state["position"] < mark.position:
            raise self._none("BEHIND")
        async with self._answering(connection):
            await begun.start()
        return begun

    @asynccontextmanager
    async def _answering(self, connection: Lent) -> AsyncIterator[None]:
        """Soon and well, or the connection is closed and the standby left alone for a while."""
        try:
            with translated():
                async with asyncio.timeout(STANDBY):
                    yield
        except BaseException as error:
            with suppress(asyncpg.InterfaceError):
                connection.terminate()
            if isinstance(error, BooksUnavailable | asyncpg.PostgresError):
                raise self._rest() from error
            raise

    async def _follows(self, state: asyncpg.Record, mark: Mark) -> bool:
        """Whether it is a standby of that primary.

        One that has replayed more than the primary has logged has it from another one: from a primary that
        was lost, whose last commits nobody else has.
        """
        if not state["replays"] or state["cluster"] != mark.cluster:
            return False
        known = self._followers.get(state["started"])
        if known is not None and known.continues(mark):
            return True
        if not self._log.reached(state["position"]):
            newest = await self._log.newest()
            if newest is None or not newest.continues(mark) or state["position"] > newest.position:
                return False
        self._followers[state["started"]] = mark
        return True

    def _rest(self) -> NoReplica:
        self._rests_until = self._clock() + REST
        return self._none("AWAY")

    def _none(self, outcome: str) -> NoReplica:
        self.outcomes[outcome] += 1
        return NoReplica()
