"""A server that replays what the primary logs, for readers who accept what is some seconds old."""

import asyncio
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from db.outages import (
    BooksUnavailable,
    BusinessNotNamed,
    NoReplica,
    NoSuchMembership,
    WriteRaced,
    translated,
)
from db.servers.pools import Pool
from db.servers.transactions import acquired, ended, snapshot

#: Seconds between two looks at the primary's log; to wait for either server; to leave a replica alone that
#: is away.
EVERY, PATIENCE, REST = 1.0, 1.0, 5.0

#: How far the primary's log is safe on its disk, in bytes, and which cluster it is. All that is committed
#: lies before that; 0.6 seconds later, where a setting lets commits not wait for the disk.
_MARK = """
SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint AS position,
       (SELECT system_identifier FROM pg_control_system()) AS cluster
"""
#: Whether a standby of that cluster has replayed the log up to there.
_IS_FRESH = """
SELECT pg_is_in_recovery() AND pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint >= $1
   AND (SELECT system_identifier FROM pg_control_system()) = $2
"""

#: Seconds of a clock that only runs forward.
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Mark:
    """The primary's log as it was at a moment: who has replayed so far is no older than that."""

    taken_at: float
    position: int
    cluster: int


class Replica:
    """Pools of a standby by role. Whatever keeps it from answering is `NoReplica`: the primary can.

    How old it is, is told by the primary's log, and by no clock of another machine: while nothing is written,
    a standby is not behind, and one that lost its primary is.
    """

    def __init__(self, pools: Mapping[str, Pool], primary: Pool, most: float, clock: Clock) -> None:
        #: What became of those who asked for it: USED, BEHIND, AWAY, and GIVEN_UP on the way.
        self.outcomes: Counter[str] = Counter({"USED": 0, "BEHIND": 0, "AWAY": 0, "GIVEN_UP": 0})
        self.pools = pools
        self._primary = primary
        self._most = most
        self._clock = clock
        self._marks: list[Mark] = []
        self._marking = asyncio.Lock()
        self._marked_at = self._rests_until = -float("inf")

    @asynccontextmanager
    async def snapshot(self, role: str, seconds: float) -> AsyncIterator["asyncpg.Connection[Any]"]:
        """A connection inside a READ ONLY snapshot that is so many seconds old at most."""
        mark = await self._mark(min(seconds, self._most))
        connection = await self._lent(self.pools[role])
        try:
            with self.failures():
                # Before the snapshot is taken: later, more may be replayed than the snapshot shows.
                is_fresh = await connection.fetchval(_IS_FRESH, mark.position, mark.cluster, timeout=PATIENCE)
                if not is_fresh:
                    raise self._none("BEHIND")
                begun = connection.transaction(isolation="repeatable_read", readonly=True)
                await begun.start()
            self.outcomes["USED"] += 1
            async with ended(begun, readonly=True):
                yield connection
        finally:
            await self.pools[role].release(connection)

    @contextmanager
    def failures(self) -> Iterator[None]:
        """As `translated`; and what the primary can answer, or knows better, is `NoReplica`.

        A statement is broken off when what it reads is removed by what is replayed.
        """
        try:
            with translated():
                yield
        except NoReplica:
            raise
        except (BooksUnavailable, WriteRaced, NoSuchMembership, BusinessNotNamed) as error:
            raise self._none("GIVEN_UP") from error

    def close(self) -> None:
        """Close the pools, waiting for nobody."""
        for pool in self.pools.values():
            pool.terminate()

    async def _mark(self, seconds: float) -> Mark:
        """The oldest mark that is young enough: the least that a replica must have replayed."""
        if self._clock() - self._marked_at >= EVERY:
            await self._take()
        now = self._clock()
        del self._marks[: self._first_since(now - self._most)]
        oldest = self._first_since(now - seconds)
        if oldest == len(self._marks):
            # The primary does not answer: nobody can tell how old the replica is.
            raise self._none("BEHIND")
        return self._marks[oldest]

    def _first_since(self, moment: float) -> int:
        return bisect_left(self._marks, moment, key=lambda mark: mark.taken_at)

    async def _take(self) -> None:
        """Look at the primary's log; one looks for all, and a primary that is away is not asked for more."""
        async with self._marking:
            if (now := self._clock()) - self._marked_at < EVERY:
                return
            self._marked_at = now
            try:
                async with asyncio.timeout(PATIENCE), snapshot(self._primary) as connection:
                    with translated():
                        row = await connection.fetchrow(_MARK)
            except (BooksUnavailable, TimeoutError, asyncpg.PostgresError):
                return
            assert row is not None
            self._marks.append(Mark(now, row["position"], row["cluster"]))

    async def _lent(self, pool: Pool) -> Any:
        if self._clock() < self._rests_until:
            raise self._none("AWAY")
        try:
            return await acquired(pool, PATIENCE)
        except BooksUnavailable as error:
            self._rests_until = self._clock() + REST
            raise self._none("AWAY") from error

    def _none(self, outcome: str) -> NoReplica:
        self.outcomes[outcome] += 1
        return NoReplica()


#: The clock of this process.
CLOCK: Clock = time.monotonic
