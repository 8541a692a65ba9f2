"""A way to a real server that can fall silent: connections stay open, and nothing passes any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from db.servers.address import Address


@dataclass
class Way:
    """Hands bytes on to the socket of a server, as long as it is open."""

    socket: str
    is_open: asyncio.Event = field(default_factory=asyncio.Event)

    def lose_connections(self) -> None:
        """Hand on nothing more on the connections that there are; new ones work."""
        self.is_open.clear()
        self.is_open = asyncio.Event()
        self.is_open.set()

    def fall_silent(self) -> None:
        """Hand on nothing more, in either direction; whoever connects is let in, and hears nothing."""
        self.is_open.clear()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, until either side ends it."""
        async with AsyncExitStack() as stack:
            stack.callback(writer.transport.abort)
            is_open = self.is_open
            await is_open.wait()
            theirs, ours = await asyncio.open_unix_connection(self.socket)
            stack.callback(ours.transport.abort)
            await asyncio.gather(_hand_on(is_open, reader, ours), _hand_on(is_open, theirs, writer))


async def _hand_on(is_open: asyncio.Event, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(1 << 16):
        await is_open.wait()
        sink.write(data)
        await sink.drain()
    sink.close()


@asynccontextmanager
async def a_way_to(address: Address) -> AsyncIterator[tuple[Way, Address]]:
    """The same database over a way that is open at first."""
    way = Way(f"{address.url.query['host']}/.s.PGSQL.5432")
    way.is_open.set()
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(way.accept(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    url = f"postgresql://{address.user}@127.0.0.1:{port}/{address.database}?sslmode=disable"
    try:
        yield way, Address.parse(url)
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
