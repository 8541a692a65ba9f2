"""Who asks, for which business: one request's way into the books, opened when first needed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from db.announcements import Feed
from db.books import AcrossBooks, Caller, ReadBooks, Snapshot, WriteBooks
from db.entrance import Books
from db.outages import BooksUnavailable, NoReplica, NoSuchMembership, SnapshotLost, WriteRaced
from db.trace import Trace
from orchestrators.sources.connections.connector import Connector

T = TypeVar("T")

ATTEMPTS = 3
#: Seconds; no operation limits those who look again and again.
LONGEST_LOOK = 10.0


@dataclass(frozen=True, slots=True)
class User:
    """The person whom the token names."""

    id: UUID
    email: str


class Context:
    """One request: its reads share one snapshot, each of its mutations is one write transaction."""

    def __init__(
        self,
        books: Books,
        user: User,
        business_id: UUID | None,
        request_id: str | None = None,
        connector: Connector | None = None,
        max_staleness: float | None = None,
    ) -> None:
        self.user = user
        #: Who connects businesses to their accounting systems; None where no app is configured.
        self.connector = connector
        self.trace = Trace(request_id)
        #: How many seconds old what is read may be; None where it must be the newest.
        self._max_staleness = max_staleness
        self._books = books
        #: The one that the request names, if it names one.
        self.business_id = business_id
        # Root fields run side by side; a connection must not.
        self._lock = asyncio.Lock()
        self._open = AsyncExitStack()
        self._snapshot: tuple[Snapshot, Caller] | None = None
        self._kept: dict[Hashable, Any] = {}
        self._across = asyncio.Lock()
        self._kept_across: dict[Hashable, Any] = {}
        self._answered = self._lost = False
        #: Whether a replica, or the primary, or both have answered.
        self._sources: set[bool] = set()
        #: The business that the database let the user into; none before it has.
        self.entered: UUID | None = None

    def name(self, business_id: UUID | None) -> None:
        """Let the operation name its business; raises `NoSuchMembership` if the request names another one."""
        if business_id not in (None, self.business_id) and self.business_id is not None:
            raise NoSuchMembership
        self.business_id = self.business_id or business_id

    @property
    def torn(self) -> bool:
        """Whether what was read is of two snapshots: one was lost in between, or two servers answered."""
        return self._lost or len(self._sources) > 1

    def need_primary(self) -> None:
        """From now on, read the newest: whoever writes, or follows what is written, must not see less."""
        self._max_staleness = None

    async def enter(self) -> None:
        """Open the request's snapshot, which shows whether the user may; raises as `Books.reading` does."""
        async with self._lock:
            await self._again_if_lost(self._opened)

    async def read(self, work: Callable[[ReadBooks, Caller], Awaitable[T]]) -> T:
        """Do the work in the request's snapshot; raises as `Books.reading` does."""
        async with self._lock:
            return await self._again_if_lost(lambda: self._read(work))

    async def read_once(self, key: Hashable, work: Callable[[ReadBooks, Caller], Awaitable[T]]) -> T:
        """The same, worked out once for each key as long as the snapshot lasts: for what many rows share.

        The snapshot itself sends no statement twice; this is for what is expensive to compute of the rows.
        """
        async with self._lock:
            if key not in self._kept:
                self._kept[key] = await self._again_if_lost(lambda: self._read(work))
            kept: T = self._kept[key]
            return kept

    def kept(self, key: Hashable) -> Any:
        """The answer kept for a key, without waiting; None as long as there is none."""
        return self._kept.get(key)

    def keep(self, key: Hashable, answer: object) -> None:
        """Keep an answer that came along with another one, so that it is not read again."""
        self._kept.setdefault(key, answer)

    async def caller(self) -> Caller:
        """Who asks, as what, in which business; raises as `Books.reading` does."""
        return await self.read(_caller)

    async def look(self, work: Callable[[ReadBooks, Caller], Awaitable[T]]) -> T:
        """Do the work in a snapshot of its own, which is over when the work is: for those who look again.

        Raises `BooksUnavailable` also when a server that has stopped without a sign does not answer in time.
        """

        async def once() -> T:
            async with self._books.reading(self.user.id, self.business_id, self.trace) as entered:
                return await work(*entered)

        try:
            async with self._books.looks, asyncio.timeout(LONGEST_LOOK):
                return await self._again_if_lost(once)
        except TimeoutError as error:
            raise BooksUnavailable from error

    @asynccontextmanager
    async def following(self) -> AsyncIterator[Feed]:
        """Wake-ups when the business of the request changes; raises as `Books.reading` does."""
        business_id = self.entered = await self.look(_entered)
        async with self._books.announcements.following(business_id) as feed:
            yield feed

    async def read_across(self, work: Callable[[AcrossBooks], Awaitable[T]]) -> T:
        """Do the work in a snapshot of all businesses of the user."""

        async def once() -> T:
            across = self._books.across(self.user.id, self.trace, self._max_staleness)
            async with across as books:
                result = await work(books)
                self._answered_by(books)
                return result

        return await self._again_if_lost(once)

    async def read_across_once(self, key: Hashable, work: Callable[[AcrossBooks], Awaitable[T]]) -> T:
        """The same, once a request for each key: aliases of a costly field wait for one answer."""
        async with self._across:
            if key not in self._kept_across:
                self._kept_across[key] = await self.read_across(work)
            kept: T = self._kept_across[key]
            return kept

    async def write(self, work: Callable[[WriteBooks, Caller], Awaitable[T]]) -> T:
        """Do the work in a write transaction of its own, again if another one won the race.

        What is read afterwards sees it: the request's snapshot ends here.
        """
        self.need_primary()
        async with self._lock:
            await self._end()
            for _ in range(ATTEMPTS - 1):
                try:
                    return await self._write_once(work)
                except WriteRaced:
                    continue
            return await self._write_once(work)

    async def close(self) -> None:
        """End the snapshot; safe to call twice."""
        async with self._lock:
            await self._end()

    async def _read(self, work: Callable[[ReadBooks, Caller], Awaitable[T]]) -> T:
        snapshot = await self._opened()
        try:
            result = await work(*snapshot)
        except BaseException as error:
            # A failed statement spoils its transaction: the next reader gets a new one.
            await self._forget()
            self._lost = self._lost or (self._answered and isinstance(error, SnapshotLost))
            raise
        self._answered = True
        self._answered_by(snapshot[0])
        return result

    def _answered_by(self, books: Snapshot) -> None:
        self._sources.add(books.of_replica)
        self.trace.of_replica = True in self._sources

    async def _opened(self) -> tuple[Snapshot, Caller]:
        if self._snapshot is None:
            self._snapshot = await self._open.enter_async_context(
                self._books.reading(self.user.id, self.business_id, self.trace, self._max_staleness)
            )
            self.entered = self._snapshot[1].business_id
        return self._snapshot

    async def _write_once(self, work: Callable[[WriteBooks, Caller], Awaitable[T]]) -> T:
        entered = self._books.writing(self.user.id, self.business_id, self.trace)
        async with entered as (books, caller):
            return await work(books, caller)

    async def _end(self) -> None:
        await self._forget()
        self._kept_across.clear()
        self._answered = self._lost = False
        self._sources.clear()

    async def _forget(self) -> None:
        self._snapshot = None
        self._kept.clear()
        await self._open.aclose()

    async def _again_if_lost(self, read: Callable[[], Awaitable[T]]) -> T:
        """Read, and once more in a new snapshot if it was lost: in the primary's, if it was a replica's."""
        try:
            return await read()
        except NoReplica:
            self.need_primary()
        except SnapshotLost:
            return await read()
        return await self._again_if_lost(read)


async def _caller(_books: ReadBooks, caller: Caller) -> Caller:
    return caller


async def _entered(_books: ReadBooks, caller: Caller) -> UUID:
    return caller.business_id
