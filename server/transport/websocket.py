"""GraphQL over a WebSocket: the protocol graphql-transport-ws, each operation in a task of its own."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from db.entrance import Books
from orchestrators.refusals import BadInput
from orchestrators.sources.connections.connector import Connector
from resolvers.context import Context
from schema.errors import api_error
from schema.operations.execution import Answer
from schema.operations.preparation import EVERY_KIND, Operation, Refused
from server.auth import BadToken, Bearer, KeysUnavailable, Tokens
from server.telemetry.log import refused_with
from server.transport.admission import Busy
from server.transport.answering import Answering
from server.transport.envelope import PAYLOAD, Envelope, read_envelope
from server.transport.operations import Malformed, read_json, write_json

PROTOCOL = "graphql-transport-ws"
#: Operations at once on one socket, and how many of their answers at most wait for the client to read them.
MAX_OPERATIONS, MAX_UNREAD = 50, 4
#: Characters of a message of a stranger, of the id of an operation, and of what weighs a row.
LONGEST_INIT, LONGEST_ID, ROW = 16 << 10, 1_000, 100
#: What the frame of a close has room for, in bytes.
LONGEST_REASON = 123


class Close(Exception):
    """The socket is closed with a code of the protocol, and a reason for people."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:LONGEST_REASON].decode(errors="ignore")


@dataclass(frozen=True, slots=True)
class WebSocketEndpoint:
    """Answers sockets at the address of the API."""

    answering: Answering
    books: Books
    tokens: Tokens
    init_seconds: float
    connector: Connector | None

    async def __call__(self, websocket: WebSocket) -> None:
        """From the handshake until either side closes."""
        if PROTOCOL not in websocket.scope["subprotocols"]:
            await websocket.accept()
            await websocket.close(4406, "Subprotocol not acceptable")
            return
        await websocket.accept(PROTOCOL)
        conversation = Conversation(self, websocket)
        try:
            closing = await self._held(conversation)
        finally:
            # Nothing is sent any more when the socket is closed.
            await conversation.end()
        if closing is not None:
            # The client may have gone in the same moment.
            with suppress(WebSocketDisconnect):
                await websocket.close(closing.code, closing.reason)

    async def _held(self, conversation: "Conversation") -> Close | None:
        """Converse until something ends it; None when the client has gone."""
        try:
            async with asyncio.timeout(self.init_seconds) as deadline:
                await conversation.hold(deadline)
        except Close as close:
            return close
        except TimeoutError:
            return conversation.late()
        except WebSocketDisconnect:
            pass
        return None


class Conversation:
    """One socket: whose it is, and the operations that run on it."""

    def __init__(self, endpoint: WebSocketEndpoint, websocket: WebSocket) -> None:
        self._endpoint = endpoint
        self._websocket = websocket
        self._bearer: Bearer | None = None
        self._envelope = Envelope()
        self._running: set[asyncio.Task[None]] = set()
        self._by_id: dict[str, asyncio.Task[None]] = {}
        #: A place for an answer, from before it is made until it is sent: nobody makes us keep fifty.
        self._unread = asyncio.Semaphore(MAX_UNREAD)

    async def hold(self, deadline: asyncio.Timeout) -> None:
        """Read messages and act; raises `Close` or `WebSocketDisconnect`.

        The deadline is that of the first message, and from then on the token's.
        """
        while True:
            message = await self._receive()
            match message["type"]:
                case "connection_init":
                    await self._init(message.get("payload"), deadline)
                case "ping":
                    await self._send("pong")
                case "pong":
                    pass
                case "subscribe":
                    await self._subscribe(message.get("id"), message.get("payload"))
                case "complete":
                    self._stop(message.get("id"))
                case _:
                    raise Close(4400, "There is no message of this type.")

    def late(self) -> Close:
        """Why the deadline has passed."""
        if self._bearer is None:
            return Close(4408, "Connection initialisation timeout")
        return Close(4403, "The token has expired.")

    async def end(self) -> None:
        """Stop every operation, and wait until they have stopped."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running)

    async def _receive(self) -> dict[str, Any]:
        event = await self._websocket.receive()
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event["code"])
        text = event.get("text")
        if text is None:
            raise Close(4400, "A message must be text.")
        self._weigh(text)
        try:
            message = read_json(text, "A message")
        except Malformed as malformed:
            raise Close(4400, str(malformed)) from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Close(4400, "A message must be a JSON object with the key type.")
        return message

    def _weigh(self, text: str) -> None:
        """Refuse a long message of somebody who has not said who they are, or has sent many."""
        if self._bearer is None:
            if len(text) > LONGEST_INIT:
                raise Close(1009, f"The first message is longer than {LONGEST_INIT} characters.")
            return
        try:
            # To read a row's worth of JSON takes about as long as to read a row.
            self._endpoint.answering.admission.spend(self._bearer.user.id, None, len(text) / ROW)
        except Busy as busy:
            raise Close(1013, str(busy)) from None

    async def _send(self, kind: str, **more: object) -> None:
        await self._websocket.send_text(write_json({"type": kind, **more}).decode())

    async def _init(self, payload: Any, deadline: asyncio.Timeout) -> None:
        if self._bearer is not None:
            raise Close(4429, "Too many initialisation requests")
        if payload is not None and not isinstance(payload, dict):
            raise Close(4400, "The payload of connection_init must be a JSON object.")
        given = {name.lower(): value for name, value in (payload or {}).items()}
        bearer = await self._trusted(given.get("authorization"))
        self._envelope = _envelope(given)
        self._bearer = bearer
        # By the clock of the token, from now on: the loop's own clock counts from the machine's start.
        deadline.reschedule(asyncio.get_running_loop().time() + bearer.expires - time.time())
        await self._send("connection_ack")

    async def _trusted(self, authorization: Any) -> Bearer:
        text = authorization if isinstance(authorization, str) else None
        try:
            return await self._endpoint.tokens.bearer(text)
        except BadToken as bad:
            self._refused(401)
            # 4403 and not 4401, which clients take as final: they may come back with a new token.
            raise Close(4403, str(bad)) from None
        except KeysUnavailable:
            self._refused(503)
            raise Close(1013, "The keys that tokens are signed with cannot be reached.") from None

    def _refused(self, status: int) -> None:
        """Tell whoever watches, as if it were a request."""
        client = self._websocket.client
        refused_with(status, (client.host, client.port) if client else None)
        self._endpoint.answering.metrics.request_refused(status)

    async def _subscribe(self, key: Any, payload: Any) -> None:
        if self._bearer is None:
            raise Close(4401, "Unauthorized")
        if not isinstance(key, str) or not 0 < len(key) <= LONGEST_ID:
            raise Close(4400, f"id must be a text of 1 to {LONGEST_ID} characters.")
        if key in self._by_id:
            raise Close(4409, f"Subscriber for {key} already exists")
        try:
            operation = self._endpoint.answering.operation_of(payload)
        except Malformed as malformed:
            raise Close(4400, str(malformed)) from None
        if len(self._by_id) >= MAX_OPERATIONS:
            refused = api_error("RATE_LIMITED", f"A socket runs {MAX_OPERATIONS} operations at once.")
            await self._send("error", id=key, payload=[refused])
            return
        task = asyncio.create_task(self._run(key, operation, self._bearer))
        self._by_id[key] = task
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _stop(self, key: Any) -> None:
        # One that has just ended is as good as stopped: its complete is on the way.
        task = self._by_id.pop(key, None) if isinstance(key, str) else None
        if task is not None:
            task.cancel()

    async def _run(self, key: str, operation: Operation | Refused, bearer: Bearer) -> None:
        request_id, endpoint = str(uuid4()), self._endpoint
        context = Context(
            endpoint.books,
            bearer.user,
            self._envelope.business_id,
            request_id,
            endpoint.connector,
            self._envelope.max_staleness,
        )
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                async with aclosing(endpoint.answering.answers(operation, EVERY_KIND, context)) as result:
                    refusal = await self._answer(key, result)
                self._forget(key)
                if refusal is None:
                    await self._send("complete", id=key)
                else:
                    await self._send("error", id=key, payload=refusal)
            except WebSocketDisconnect:
                # Whoever reads the socket learns of it too, and ends the rest.
                self._forget(key)

    async def _answer(self, key: str, answers: AsyncGenerator[Answer, None]) -> Any:
        """Send the answers as they come; returns the errors of an operation that was refused."""
        # What follows the first answer are changes, which are short, and one of each subscription.
        async with self._unread:
            first = await anext(answers, None)
            if first is not None and not first.ran:
                return first.body["errors"]
            if first is not None:
                await self._send("next", id=key, payload=first.sent)
        async for answer in answers:
            await self._send("next", id=key, payload=answer.sent)
        return None

    def _forget(self, key: str) -> None:
        """Free the id, before the client learns that it is free; unless it is another's by now."""
        if self._by_id.get(key) is asyncio.current_task():
            del self._by_id[key]


def _envelope(given: Mapping[str, Any]) -> Envelope:
    """Of a payload whose names are in small letters."""
    try:
        return read_envelope(PAYLOAD, lambda name: given.get(name.lower()))
    except BadInput as bad:
        raise Close(4400, f"{bad.field} {bad.message}.") from None
