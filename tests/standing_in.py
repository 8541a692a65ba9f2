"""Servers that stand in for those of others, on a port of their own; and how a server of the tests stops."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from socket import socket

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route


class StopsAtOnce(uvicorn.Server):
    """Stops at once, where the original looks ten times a second whether it should, and then pauses."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stopping = asyncio.Event()

    async def main_loop(self) -> None:
        """Serve until told to stop."""
        await self.on_tick(0)
        await self.stopping.wait()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Accept nobody any more, and end when the last connection has."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110  # Sets tell nobody.
            await asyncio.sleep(0.001)


@asynccontextmanager
async def standing_in(routes: Sequence[Route]) -> AsyncIterator[str]:
    """Serve them until the context ends, whoever still waits for an answer; gives their address."""
    listening = socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(100)
    # It keeps idle connections for longer than a test takes.
    config = uvicorn.Config(
        Starlette(routes=routes), log_level="critical", lifespan="off", timeout_keep_alive=60, ws="none"
    )
    server = StopsAtOnce(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    host, port = listening.getsockname()
    try:
        yield f"http://{host}:{port}"
    finally:
        for task in server.server_state.tasks:
            task.cancel()
        server.stopping.set()
        await serving
