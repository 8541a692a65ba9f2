"""How the application is served: no connection waits for ever, and clients are told when it ends."""

import errno
import gc
import resource
from functools import partial
from socket import AF_INET, AF_INET6, IPPROTO_TCP, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from typing import Any

import uvicorn
from starlette.applications import Starlette

from server.settings import Settings, WrongSettings
from server.transport.connection import Connection, Socket

#: Seconds for operations to end when the server stops.
GRACE = 5
#: Objects that may be made before a collection of the newest begins; Python's own number is 700.
YOUNG = 20_000
#: Descriptors that are no connections of clients: files, logs, those to the database.
RESERVED = 64


def listen(settings: Settings) -> socket:
    """Take the port before anything else is done; raises `WrongSettings` when it is taken."""
    family = AF_INET6 if ":" in settings.host else AF_INET
    # TCP by name: without it the event loop leaves Nagle's algorithm on, and every answer waits 40 ms.
    opened = socket(family, SOCK_STREAM, IPPROTO_TCP)
    opened.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        opened.bind((settings.host, settings.port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise WrongSettings(f"RUNWAY_PORT: port {settings.port} is taken; choose another.") from None
        raise WrongSettings(f"RUNWAY_HOST: cannot listen on {settings.host}: {error.strerror}.") from None
    return opened


def configured(app: Starlette, settings: Settings, **more: Any) -> uvicorn.Config:
    """What uvicorn is told; `more` are arguments of its configuration."""
    most = max(1, min(settings.max_connections, _descriptors() - RESERVED - 2 * settings.connections))
    most_of_one = settings.connections_of_one_address or max(1, most * 3 // 4)
    metrics = app.state.metrics
    return uvicorn.Config(
        app,
        http=partial(Connection, most=most, most_of_one=most_of_one, metrics=metrics),  # type: ignore[arg-type]  # It is called as a class would be.
        ws=Socket,
        server_header=False,
        date_header=False,
        ws_max_size=settings.max_body_bytes,
        timeout_graceful_shutdown=GRACE,
        **more,
    )


class Server(uvicorn.Server):
    """Uvicorn's, which tells those who follow changes that it stops: they go on elsewhere at once."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        connections = self.server_state.connections
        config.app.state.moment.connections = lambda: len(connections)  # type: ignore[union-attr]  # It is the application.

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Stop streams, close sockets with 1012, and wait for what runs."""
        self.tell()
        await super().shutdown(sockets)

    def tell(self) -> None:
        """Let every stream end."""
        self.config.app.state.stopping.set()  # type: ignore[union-attr]  # It is the application.


def _descriptors() -> int:
    """How many files the process may hold, which from now on is what the system allows at most."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def settle_memory() -> None:
    """Leave out of every later collection what is there now: the schema, modules, statements.

    A request that makes thousands of values sets off collections, and each would walk through all of it.
    """
    gc.collect()
    gc.freeze()
    # What a request makes is hardly ever garbage that only a collection finds: look for it seldom.
    gc.set_threshold(YOUNG, 10, 10)
