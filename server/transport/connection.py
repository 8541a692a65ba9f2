"""An HTTP connection that does not wait for ever: for a request, for a reader, or beside too many others."""

import asyncio
from typing import Any

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.telemetry.metrics import Metrics

log = structlog.get_logger()

#: Seconds for a request's head to come, from when the connection was made or its last answer ended.
HEAD_SECONDS = 10.0
#: Seconds for a client to read on when it reads no more.
WRITE_SECONDS = 30.0
#: Bytes that are parsed before it is looked whether they are too much of something.
READ_AT_ONCE = 16 << 10
#: Bytes of a request's head, and requests that may have come before those ahead of them were answered.
LONGEST_HEAD = 64 << 10
MOST_AHEAD = 16
#: What is sent instead of an answer when there are too many connections, and when a head does not end.
CLOSED = b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
FULL = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1" + CLOSED
HEAD_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large" + CLOSED


class Connection(HttpToolsProtocol):
    """Uvicorn's, with an end to every wait.

    `most` is how many connections the process holds, `most_of_one` how many of one address.
    """

    def __init__(self, *arguments: Any, most: int, most_of_one: int, metrics: Metrics, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._most = most
        self._most_of_one = most_of_one
        self._metrics = metrics
        self._waiting: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None
        #: Bytes of a head that has not ended yet, and whether the head of the request at hand has.
        self._head_bytes = 0
        self._head_ended = False
        #: The request that is being answered; further ones wait in the pipeline.
        self._running: Any = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # As uvicorn's.
        """Take it, unless there are too many."""
        super().connection_made(transport)
        if (reason := self._one_too_many()) is not None:
            self._metrics.cut_off(reason)
            log.warning("refused", status=503, reason=reason, address=self._address)
            transport.write(FULL)
            transport.close()
            self._close_in_time()
            return
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._stop(self._waiting, self._writing)
        if self._running is not None:
            # Uvicorn tells the newest request alone.
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Become a WebSocket, unless answers are due here, or a body: nobody would see to them."""
        names = {name for name, _ in self.headers}
        is_busy = self.cycle is not None and not self.cycle.response_complete
        if is_busy or self.pipeline or names & {b"content-length", b"transfer-encoding"}:
            self._give_up("an upgrade with something beside it")
            return
        super().handle_websocket_upgrade()

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def data_received(self, data: bytes) -> None:
        """Read on, a part at a time; once a request has begun, its body has a limit of its own."""
        for start in range(0, len(data), READ_AT_ONCE):
            if self.transport.is_closing():
                return
            if self._is_upgraded:
                self.transport.get_protocol().data_received(data[start:])  # type: ignore[attr-defined]  # A WebSocket's.
                return
            self._read(data[start : start + READ_AT_ONCE])

    def on_message_begin(self) -> None:
        """A head begins."""
        self._head_ended = False
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Headers are what the head holds: trailers must not pass for them."""
        if not self._head_ended:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head ends; one without the name of the host is none, and answered with 400 as all others."""
        self._head_ended = True
        if self.parser.get_http_version() == "1.1" and [name for name, _ in self.headers].count(b"host") != 1:
            raise ValueError("one header Host")
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """The next request may take as long as the first one."""
        if not self.pipeline:
            if self.cycle.more_body:
                # Nobody reads the rest of the request any more.
                self.transport.close()
            elif not self.transport.is_closing():
                self._wait_for_head()
        super().on_response_complete()
        self._close_in_time()

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        self._writing = self.loop.call_later(WRITE_SECONDS, self._give_up, "the client does not read")

    def resume_writing(self) -> None:
        """It reads again."""
        self._stop(self._writing)
        super().resume_writing()

    @property
    def _address(self) -> str | None:
        return self.client[0] if self.client else None

    def _one_too_many(self) -> str | None:
        """Why it is not taken; None if it is."""
        total = len(self.connections)
        if total > self._most:
            return "too many connections"
        # As long as all together are no more, nobody has to be counted.
        if total > self._most_of_one and self._of_this_address() > self._most_of_one:
            return "too many connections of one address"
        return None

    def _of_this_address(self) -> int:
        ours = (other for other in self.connections if isinstance(other, Connection | Socket))
        return sum(other.client is not None and other.client[0] == self._address for other in ours)

    @property
    def _is_upgraded(self) -> bool:
        return self.transport.get_protocol() is not self

    def _read(self, data: bytes) -> None:
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before or self._is_upgraded:
            self._stop(self._waiting)
            self._head_bytes = 0
        elif before is None or not before.more_body:
            self._head_bytes += len(data)
        if self._head_bytes > LONGEST_HEAD:
            self.transport.write(HEAD_TOO_LONG)
            self._give_up("a head too long", abruptly=False)
        elif len(self.pipeline) > MOST_AHEAD:
            self._give_up("too many requests ahead")
        self._close_in_time()

    def _close_in_time(self) -> None:
        """A connection that ends waits for its reader no longer than any other."""
        if self.transport.is_closing():
            self._stop(self._writing)
            self._writing = self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def _wait_for_head(self) -> None:
        self._stop(self._waiting)
        self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up, "no request came")

    def _give_up(self, reason: str, *, abruptly: bool = True) -> None:
        self._metrics.cut_off(reason)
        log.info("connection ended", reason=reason, address=self._address)
        end = self.transport.abort if abruptly else self.transport.close
        end()

    @staticmethod
    def _stop(*timers: asyncio.TimerHandle | None) -> None:
        for timer in timers:
            if timer is not None:
                timer.cancel()


class Socket(WebSocketsSansIOProtocol):
    """Uvicorn's WebSocket, which reads nothing from a client that reads nothing, and not for long."""

    _writing: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        if self._writing is not None:
            self._writing.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Whatever it sends has to be answered, if only by a pong: take nothing more."""
        super().pause_writing()
        self.transport.pause_reading()
        self._writing = self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It reads again."""
        if self._writing is not None:
            self._writing.cancel()
        self.transport.resume_reading()
        super().resume_writing()
