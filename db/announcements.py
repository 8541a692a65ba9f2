"""Hears which businesses changed, over one connection a process, and wakes those who follow them."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import asyncpg

from db.outages import BooksUnavailable
from db.queries.trail.trail import CHANNEL
from db.servers.address import Address, Route

#: Seconds: to connect and to answer; between two tests that it still does; between two attempts.
PATIENCE = 5.0
HEARTBEAT = 5.0
#: The longest is short, so that a database that answers again is heard at once.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 1.0
#: Seconds without a connection after which those who follow are told, instead of waiting on.
LONGEST_OUTAGE = 10.0

OUTAGES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class Feed:
    """One follower's queue; it holds one wake-up at most, since whoever wakes reads all that is new."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()
        self._missed = False
        self._ended = False

    async def next(self) -> bool:
        """Wait until something was announced; True when more may have been, while nobody listened.

        Raises `BooksUnavailable` when nobody has listened for too long.
        """
        await self._woken.wait()
        if self._ended:
            raise BooksUnavailable
        self._woken.clear()
        missed, self._missed = self._missed, False
        return missed

    def wake(self, *, missed: bool = False) -> None:
        """Something was announced; a second time before it was looked at changes nothing."""
        self._missed = self._missed or missed
        self._woken.set()

    def end(self) -> None:
        """The outage is a long one: the follower is told, and may come again."""
        self._ended = True
        self._woken.set()


class Announcements:
    """Connects when the first follower comes, and again whenever the connection is lost.

    The connection must lead to the server itself: a pooler that lends connections for one transaction
    hands over nothing that is announced.
    """

    def __init__(self, address: Address) -> None:
        self._route = Route(address)
        self._feeds: defaultdict[UUID, set[Feed]] = defaultdict(set)
        self._hears = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._giving_up: asyncio.TimerHandle | None = None

    @property
    def followers(self) -> int:
        """How many follow some business at this moment."""
        return sum(len(feeds) for feeds in self._feeds.values())

    @asynccontextmanager
    async def following(self, business_id: UUID) -> AsyncIterator[Feed]:
        """Everything announced of a business from now on; raises `BooksUnavailable`."""
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        try:
            await asyncio.wait_for(self._hears.wait(), PATIENCE)
        except TimeoutError as error:
            raise BooksUnavailable from error
        feed = Feed()
        self._feeds[business_id].add(feed)
        try:
            yield feed
        finally:
            self._feeds[business_id].discard(feed)
            if not self._feeds[business_id]:
                del self._feeds[business_id]

    async def close(self) -> None:
        """Stop listening."""
        self._settle()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait({self._listening})

    async def _listen(self) -> None:
        pause = SHORTEST_PAUSE
        while True:
            with suppress(*OUTAGES):
                async with _connected(self._route) as connection:
                    pause = SHORTEST_PAUSE
                    await self._hear(connection)
            self._hears.clear()
            self._give_up_later()
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)

    async def _hear(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        """Listen until the connection is lost; raises one of `OUTAGES`, or returns."""
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _connection: lost.set())
        await connection.add_listener(CHANNEL, self._heard)
        self._hears.set()
        self._settle()
        # Whoever was there before may have missed something; at the first time there is nobody.
        for feed in self._followed():
            feed.wake(missed=True)
        while not await _set_within(lost, HEARTBEAT):
            # A connection may be dead without saying so: one that answers is not.
            await connection.fetchval("SELECT 1", timeout=PATIENCE)

    def _give_up_later(self) -> None:
        # From the moment of the loss: an attempt to connect again may take long itself.
        if self._giving_up is None:
            self._giving_up = asyncio.get_running_loop().call_later(LONGEST_OUTAGE, self._give_up)

    def _give_up(self) -> None:
        for feed in self._followed():
            feed.end()

    def _settle(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def _followed(self) -> list[Feed]:
        return [feed for feeds in self._feeds.values() for feed in feeds]

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        # Whoever may connect to the database may announce anything: what is no business wakes nobody.
        with suppress(ValueError):
            for feed in self._feeds.get(UUID(str(payload)), ()):
                feed.wake()


@asynccontextmanager
async def _connected(route: Route) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    async with asyncio.timeout(PATIENCE):
        connection = await route.connect(server_settings={"application_name": "runway changes"})
    try:
        yield connection
    finally:
        # At once: whoever is on the other side may have been gone for long.
        connection.terminate()


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
