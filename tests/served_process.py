"""`runway serve` as a process of its own, for tests that kill it, stop it, or look at what it holds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from db.servers.address import Address
from tests.server.cli.command import Runway, Started
from tests.world import SECRET


@asynccontextmanager
async def serving_process(
    address: Address, folder: Path, *arguments: str, **settings: str
) -> AsyncIterator[tuple[Started, httpx.AsyncClient]]:
    """A server over a database, and a client of it; killed at the end if it is not already."""
    chosen = {"DATABASE_URL": address.dsn(), "TOKEN_SECRET": SECRET, "PORT": "0", **settings}
    served = await Runway(folder, chosen).start("serve", *arguments)
    # Whoever does not read what a process writes makes it wait.
    reading: asyncio.Task[None] | None = None
    try:
        url = (await told(served, "Serving ")).split()[-1].removesuffix("/graphql")
        reading = asyncio.create_task(_read(served.stderr))
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            await ready(client)
            yield served, client
    finally:
        with suppress(ProcessLookupError):
            served.kill()
        await served.ended()
        if reading is not None:
            # It ends with the process.
            await reading


async def _read(stream: asyncio.StreamReader) -> None:
    while await stream.read(1 << 16):
        pass


async def ready(client: httpx.AsyncClient) -> None:
    """Until it answers."""
    async with asyncio.timeout(60):
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/readyz")).status_code == 200:
                    return


async def told(served: Started, text: str) -> str:
    """The line with the text that a server says on stderr."""
    async with asyncio.timeout(60):
        while text not in (line := (await served.stderr.readline()).decode()):
            assert line, "it ended"
    return line
