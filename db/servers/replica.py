"""A server that replays what the primary logs, for readers who accept what is some seconds old."""

import asyncio
from asyncio import Semaphore
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from asyncpg.transaction import Transaction

from db.outages import BooksUnavailable, NoReplica, WriteRaced, translated
from db.servers.patience import REPLICA
from db.servers.pools import Pool
from db.servers.primary_log import Clock, Mark, PrimaryLog
from db.servers.transactions import Lent, abandon, acquired, ended, given_back

#: Seconds for which a replica is left alone that is away, or follows another primary.
REST = 5.0
#: What becomes of a snapshot that a replica is asked for. All but those that it answers are read from the
#: primary: it is too old, away, or lent out, or it broke off.
OUTCOMES = ("USED", "BEHIND", "AWAY", "BUSY", "GIVEN_UP")

_STATE = """
SELECT pg_is_in_recovery() AS replays,
       coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::bigint AS position,
       (SELECT system_identifier FROM pg_control_system()) AS cluster, pg_postmaster_start_time() AS started
"""


@dataclass(slots=True)
class Reading:
    """What has become of one snapshot of a replica so far."""

    was_lost: bool = False

    @contextmanager
    def failures(self) -> Iterator[None]:
        """As `translated`, but an outage, a conflict or an error of the server is `NoReplica`.

        A statement is broken off when what it reads is removed by what is replayed, and one of a newer
        version meets tables of an older one while the replica is behind: the primary tells what is wrong.
        """
        try:
            with translated():
                yield
        except (BooksUnavailable, WriteRaced, asyncpg.PostgresError) as error:
            self.was_lost = True
            raise NoReplica from error


class Replica:
    """Pools of a replica by role; what cannot be read there is `NoReplica`, and can be read from the primary.

    How old it is, is told by the primary's log, and by no clock of another machine: while nothing is written,
    a replica is not behind, and one that lost its primary is.
    """

    def __init__(self, pools: Mapping[str, Pool], log: PrimaryLog, clock: Clock) -> None:
        self.outcomes = Counter(dict.fromkeys(OUTCOMES, 0))
        self.pools = pools
        #: As many as there can be connections: nobody waits here for those of others.
        self._places = {role: Semaphore(pool.get_max_size()) for role, pool in pools.items()}
        self._log = log
        self._clock = clock
        self._rests_until = -float("inf")
        #: Servers, by when they were started, and the mark by which each was seen to follow the primary.
        self._followers: dict[datetime, Mark] = {}

    @asynccontextmanager
    async def snapshot(
        self, role: str, seconds: float
    ) -> AsyncIterator[tuple["asyncpg.Connection[Any]", Reading]]:
        """A connection inside a READ ONLY snapshot that is so many seconds old at most."""
        mark = await self._log.oldest_within(min(seconds, self._log.most))
        if mark is None:
            raise self._none("BEHIND")
        async with self._lent(role) as connection:
            begun, reading = await self._begun(role, connection, mark), Reading()
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
    async def _lent(self, role: str) -> AsyncIterator[Lent]:
        if self._clock() < self._rests_until:
            raise self._none("AWAY")
        if self._places[role].locked():
            raise self._none("BUSY")
        async with self._places[role]:
            try:
                connection = await acquired(self.pools[role], REPLICA)
            except BooksUnavailable as error:
                raise await self._left_alone() from error
            try:
                yield connection
            finally:
                await given_back(self.pools[role], connection)

    async def _begun(self, role: str, connection: Lent, mark: Mark) -> Transaction:
        """Begin, if the server is a replica of that primary and has replayed as much."""
        begun = connection.transaction(isolation="repeatable_read", readonly=True)
        # Before the snapshot is taken: later, more may be replayed than the snapshot shows.
        async with self._answering(role, connection):
            state = await connection.fetchrow(_STATE)
        assert state is not None
        if not await self._follows(state, mark):
            raise await self._left_alone()
        if state["position"] < mark.position:
            raise self._none("BEHIND")
        async with self._answering(role, connection):
            await begun.start()
        return begun

    @asynccontextmanager
    async def _answering(self, role: str, connection: Lent) -> AsyncIterator[None]:
        """Soon and well, or the connection is closed and the replica left alone for a while."""
        try:
            with translated():
                async with asyncio.timeout(REPLICA):
                    yield
        except BaseException as error:
            await abandon(self.pools[role], connection)
            if isinstance(error, BooksUnavailable | asyncpg.PostgresError):
                raise await self._left_alone() from error
            raise

    async def _follows(self, state: asyncpg.Record, mark: Mark) -> bool:
        """Whether the server is a replica of that primary.

        One that has replayed more than the primary has logged has it from another one: from a primary that
        was lost, whose last commits nobody else has.
        """
        if not state["replays"] or state["cluster"] != mark.cluster:
            return False
        newest = self._log.newest_known
        if newest is None or state["position"] > newest.position:
            known = self._followers.get(state["started"])
            if known is not None and known.continues(mark) and self._is_recent(known):
                return True
            newest = await self._log.newest()
            if newest is None or not newest.continues(mark) or state["position"] > newest.position:
                return False
        self._followers[state["started"]] = newest
        return True

    def _is_recent(self, mark: Mark) -> bool:
        return self._clock() - mark.taken_at < self._log.most

    async def _left_alone(self) -> NoReplica:
        """For a while; afterwards over new connections, which may lead to another server."""
        self._rests_until = self._clock() + REST
        for pool in self.pools.values():
            await pool.expire_connections()
        return self._none("AWAY")

    def _none(self, outcome: str) -> NoReplica:
        self.outcomes[outcome] += 1
        return NoReplica()
