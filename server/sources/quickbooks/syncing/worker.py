"""Syncs whatever is due, many businesses side by side; PostgreSQL decides which worker has which of them."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog

from db.connections.queue import SyncQueue, Turn
from db.outages import BooksTimeout, BooksUnavailable, NoSuchMembership, WriteRaced
from orchestrators.sources.connections.problems import ProblemCode
from orchestrators.sources.writer import Progress
from schema.errors import origin
from server.sources.quickbooks.reading.limits import Pauses
from server.sources.quickbooks.syncing.sync import Done, Superseded, Syncing
from server.sources.quickbooks.syncing.troubles import Failure
from server.telemetry.syncs import SyncMetrics

log = structlog.get_logger()

#: Seconds for which a claim holds unless it is renewed: after those a worker that was killed is replaced.
LEASE = 300
#: Seconds between two looks for what is due.
LOOK = 2.0
#: Businesses that a worker has for each place: what was read of those that wait is in memory.
MOST_WAITING = 10
#: What says nothing of the source: it is tried again after a minute.
_PASSING = (BooksTimeout, BooksUnavailable, NoSuchMembership, Superseded, WriteRaced)
SOON = timedelta(minutes=1)
INTERNAL = "The sync ended with an internal error; see the log of the worker"


class Seat:
    """A place at work, held from the beginning; who waits for a source leaves it to others meanwhile.

    `left` is told when there is a place for others.
    """

    def __init__(self, places: asyncio.Semaphore, left: Callable[[], None]) -> None:
        self._places = places
        self._left = left
        self._waiting = 0
        self._is_held = True

    async def wait(self, seconds: float, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Sleep; when the last one wakes that waits for the same source, take a place again."""
        self._waiting += 1
        self.leave()
        try:
            await sleep(seconds)
        finally:
            self._waiting -= 1
        if not self._waiting:
            await self._places.acquire()
            # Another request of the company may have been quicker.
            self.leave()
            self._is_held = True

    def leave(self) -> None:
        """Give the place to others, unless that was done."""
        if self._is_held:
            self._is_held = False
            self._places.release()
            self._left()


@dataclass(slots=True)
class Worker:
    """One process at work; `watched` gives what a sync's progress is told to, `ended` is told its outcome."""

    queue: SyncQueue
    syncing: Syncing
    environment: str
    at_once: int = 4
    pauses: Pauses = field(default_factory=Pauses)
    metrics: SyncMetrics = field(default_factory=SyncMetrics)
    watched: Callable[[UUID], Progress] = lambda _business: lambda _step, _done, _total: None
    ended: Callable[[Done], None] = lambda _done: None
    lease: int = LEASE
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _id: UUID = field(default_factory=uuid4)
    _failed: list[Exception] = field(default_factory=list)
    #: Since when a business fails in a way that cannot be kept beside its connection.
    _since: dict[UUID, datetime] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _running: set["asyncio.Task[None]"] = field(default_factory=set)

    async def once(self, business_id: UUID | None = None) -> None:
        """Sync what is due until nothing is, or one business, once, if it is due.

        Raises `BooksUnavailable`, `WriteRaced` and the like when one could not be tried.
        """
        await self._work(business_id, forever=False)
        if self._failed:
            raise self._failed[0]

    async def forever(self) -> None:
        """Sync whatever is due, until `stop`."""
        await self._work(None, forever=True)

    def stop(self) -> None:
        """Begin nothing more, and break off what runs: nothing of it was committed."""
        self.stopping.set()
        self._news.set()

    async def _work(self, business_id: UUID | None, *, forever: bool) -> None:
        places = asyncio.Semaphore(self.at_once)
        is_begun = False
        try:
            while not self.stopping.is_set():
                self._news.clear()
                # One business is synced once, even if somebody asked for it again meanwhile.
                turn = None if is_begun else await self._next(places, business_id, forever=forever)
                if turn is not None:
                    is_begun = business_id is not None
                    self._begin(turn, Seat(places, self._news.set))
                elif forever or self._running:
                    await self._look_later()
                else:
                    return
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _next(
        self, places: asyncio.Semaphore, business_id: UUID | None, *, forever: bool
    ) -> Turn | None:
        """A business that is due, with a place taken for it; none as long as there is no place."""
        if places.locked() or len(self._running) >= MOST_WAITING * self.at_once:
            return None
        await places.acquire()
        turn = None
        try:
            turn = await self.queue.claim(self._id, self.lease, self.environment, business_id)
        except BooksUnavailable:
            if not forever:
                raise
            log.warning("the database cannot be reached")
        finally:
            if turn is None:
                places.release()
        return turn

    async def _look_later(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                await self._news.wait()

    def _begin(self, turn: Turn, seat: Seat) -> None:
        task = asyncio.create_task(self._turn(turn, seat))
        self._running.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        self._news.set()

    async def _turn(self, turn: Turn, seat: Seat) -> None:
        """One business, from its claim until it is given back, however that ends."""
        due_at, not_before, began = turn.due_at, None, self.pauses.clock()

        def now() -> datetime:
            # By the clock of the queue, which says what is due.
            return turn.claimed_at + timedelta(seconds=self.pauses.clock() - began)

        try:
            with self.metrics.running():
                done = await self._holding(turn, self._synced(turn, seat))
            if done.next_at is None:
                # Whoever connected it died before that was committed, or whoever disconnected it died after.
                await self.queue.drop(turn, self._id)
            due_at, not_before = done.next_at or turn.due_at, done.not_before
            self.metrics.ended(done)
            self.ended(done)
        except _PASSING as error:
            log.warning("sync not possible now", business=str(turn.business_id), kind=type(error).__name__)
            self._failed.append(error)
            due_at = now() + SOON
        except Exception as error:
            # Not even why it failed could be kept: nothing but this process knows since when.
            log.error("failure cannot be kept", business=str(turn.business_id), **origin(error))
            done = self._unkept(turn, now())
            due_at = done.next_at or due_at
            self.metrics.ended(done)
            self.ended(done)
        else:
            self._since.pop(turn.business_id, None)
        finally:
            seat.leave()
            await self._finish(turn, due_at, not_before)

    def _unkept(self, turn: Turn, now: datetime) -> Done:
        """What it came to, and when to try again: after as long as this process has failed at it."""
        failure = Failure(ProblemCode.SYNC_FAILED, INTERNAL)
        next_at = failure.next_at(now, self._since.setdefault(turn.business_id, now))
        return Done(turn.business_id, None, is_full=False, failure=failure, next_at=next_at)

    async def _finish(self, turn: Turn, due_at: datetime, not_before: datetime | None) -> None:
        """Give the claim back; one that cannot be given back ends by itself."""
        try:
            await self.queue.finish(turn, self._id, due_at, not_before)
        except Exception as error:
            log.warning("claim not given back", business=str(turn.business_id), **origin(error))

    async def _synced(self, turn: Turn, seat: Seat) -> Done:
        async def sleep(seconds: float) -> None:
            await seat.wait(seconds, self.pauses.sleep)

        pauses = replace(self.pauses, sleep=sleep)
        try:
            return await self.syncing.sync(turn, pauses, self.watched(turn.business_id))
        except _PASSING:
            raise
        except Exception as error:
            log.error("sync failed", business=str(turn.business_id), **origin(error))
            return await self.syncing.failed(turn, Failure(ProblemCode.SYNC_FAILED, INTERNAL))

    async def _holding(self, turn: Turn, work: Awaitable[Done]) -> Done:
        """Renew the claim while the work is done; raises `Superseded` when another worker has it."""
        working = asyncio.ensure_future(work)
        renewing = asyncio.create_task(self._renewing(turn))
        try:
            await asyncio.wait({working, renewing}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                return working.result()
            raise Superseded
        finally:
            for task in (working, renewing):
                task.cancel()
            await asyncio.gather(working, renewing, return_exceptions=True)

    async def _renewing(self, turn: Turn) -> None:
        """Ends when the claim is lost."""
        while True:
            await asyncio.sleep(self.lease / 3)
            with suppress(BooksUnavailable):
                if not await self.queue.renew(turn.business_id, self._id, self.lease):
                    return
