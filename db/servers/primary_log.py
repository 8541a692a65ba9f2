"""How far the log of the primary reached in the last seconds, by which the age of its replicas is known."""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass

import asyncpg

from db.outages import BooksTimeout, BooksUnavailable, WriteRaced, translated
from db.servers.patience import REPLICA
from db.servers.pools import Pool
from db.servers.transactions import snapshot

#: Seconds between two looks.
EVERY = 1.0

#: How far the log is safe on the disk, in bytes; which cluster it is of, and which timeline: another primary
#: begins another one. All that is committed lies before that; 0.6 seconds later, where a setting lets commits
#: not wait for the disk.
_MARK = """
SELECT pg_wal_lsn_diff(l.lsn, '0/0')::bigint AS position, left(pg_walfile_name(l.lsn), 8) AS timeline,
       (SELECT system_identifier FROM pg_control_system()) AS cluster
  FROM pg_current_wal_flush_lsn() AS l(lsn)
"""

#: Seconds that only grow.
Clock = Callable[[], float]


def since_boot() -> float:
    """The clock of a process, which goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class Mark:
    """The log as it was at a moment: who has replayed so far is no older than that."""

    taken_at: float
    position: int
    cluster: int
    timeline: str

    def continues(self, other: "Mark") -> bool:
        """Whether both are of one primary."""
        return (self.cluster, self.timeline) == (other.cluster, other.timeline)


class PrimaryLog:
    """Marks of the last `most` seconds, taken once a second while somebody needs them.

    A look is a task of its own: nobody waits for it who can use an older mark, and nobody who leaves ends it.
    """

    def __init__(self, primary: Pool, most: float, clock: Clock) -> None:
        self.most = most
        self._primary = primary
        self._clock = clock
        self._marks: list[Mark] = []
        self._looking: asyncio.Task[None] | None = None
        self._looked_at = -float("inf")

    async def oldest_within(self, seconds: float) -> Mark | None:
        """The least that a replica must have replayed to be at most so many seconds old; None if unknown."""
        if self._clock() - self._looked_at >= EVERY:
            self._look()
        mark = self._oldest(seconds)
        if mark is None and self._looking is not None:
            await asyncio.wait({self._looking})
            mark = self._oldest(seconds)
        return mark

    async def newest(self) -> Mark | None:
        """How far the log reaches now; where the primary does not answer, how far it reached last."""
        if self._looking is not None:
            # It may have begun too early.
            await asyncio.wait({self._looking})
        self._look()
        assert self._looking is not None
        await asyncio.wait({self._looking})
        return self.newest_known

    @property
    def newest_known(self) -> Mark | None:
        """The newest mark, without a look."""
        return self._marks[-1] if self._marks else None

    def close(self) -> None:
        """Look no more, and close the pool."""
        if self._looking is not None:
            self._looking.cancel()
        self._primary.terminate()

    def _look(self) -> None:
        if self._looking is None or self._looking.done():
            self._looked_at = self._clock()
            # It is nobody's: the request that happens to begin it has its own log lines and spans.
            self._looking = asyncio.create_task(self._take(self._looked_at), context=Context())

    async def _take(self, moment: float) -> None:
        try:
            async with asyncio.timeout(REPLICA), snapshot(self._primary) as connection:
                with translated():
                    row = await connection.fetchrow(_MARK)
        except (BooksUnavailable, BooksTimeout, WriteRaced, TimeoutError, asyncpg.PostgresError):
            # Marks grow too old, and replicas are not read any more.
            return
        assert row is not None
        mark = Mark(moment, row["position"], row["cluster"], row["timeline"])
        if self._marks and not mark.continues(self._marks[-1]):
            # Positions of two primaries cannot be compared.
            self._marks.clear()
        self._marks.append(mark)

    def _oldest(self, seconds: float) -> Mark | None:
        now = self._clock()
        del self._marks[: self._first_since(now - self.most)]
        first = self._first_since(now - seconds)
        return self._marks[first] if first < len(self._marks) else None

    def _first_since(self, moment: float) -> int:
        return bisect_left(self._marks, moment, key=lambda mark: mark.taken_at)
