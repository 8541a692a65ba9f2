"""A client that sends many operations on one socket and reads no answer: few are made before it reads."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from pydantic import SecretStr

from schema.build import build_schema
from server.app import create_app
from server.auth import Tokens
from server.settings import Settings
from server.transport.websocket import MAX_UNREAD, PROTOCOL
from tests.sockets import SOON, given
from tests.world import SECRET, World


class Reader:
    """The server's end of a socket whose client reads when it is told to."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.reads = asyncio.Event()
        self.unread = 0
        self.received: list[dict[str, Any]] = []

    async def send(self, message: Any) -> None:
        """Wait until the client reads."""
        self.unread += 1
        await self.reads.wait()
        self.unread -= 1
        if "text" in message:
            self.received.append(json.loads(message["text"]))

    def say(self, kind: str, **more: object) -> None:
        """A message of the client."""
        text = json.dumps({"type": kind, **more})
        self.sent.put_nowait({"type": "websocket.receive", "text": text})

    async def until(self, world: World, count: int, kind: str) -> None:
        """Until so many messages of a kind were received."""
        async with asyncio.timeout(SOON):
            while sum(message["type"] == kind for message in self.received) < count:
                await world.run("SELECT 1")


async def test_answers_that_nobody_reads_are_few(world: World) -> None:
    await world.business()
    settings = Settings(token_secret=SecretStr(SECRET))
    app = await create_app(world.books, Tokens.of(settings, None), settings, build_schema())
    reader = Reader()
    scope = {"type": "websocket", "path": "/graphql", "headers": [], "subprotocols": [PROTOCOL]}
    conversation = asyncio.create_task(app(scope, reader.sent.get, reader.send))
    reader.sent.put_nowait({"type": "websocket.connect"})
    reader.say("connection_init", payload=given())
    reader.reads.set()
    await reader.until(world, 1, "connection_ack")
    reader.reads.clear()
    for number in range(12):
        reader.say("subscribe", id=str(number), payload={"query": "{ business { name } }"})
    async with asyncio.timeout(SOON):
        while reader.unread < MAX_UNREAD:
            await world.run("SELECT 1")
    # Others would have been answered meanwhile.
    for _ in range(50):
        await world.run("SELECT 1")
    assert reader.unread == MAX_UNREAD
    # What is stopped while it waits gives its place to nobody twice.
    reader.say("complete", id="0")
    reader.say("complete", id="11")
    reader.reads.set()
    await reader.until(world, 10, "complete")
    answers = [message["payload"] for message in reader.received if message["type"] == "next"]
    assert len(answers) >= 10
    assert {json.dumps(answer) for answer in answers} == {'{"data": {"business": {"name": "Acme"}}}'}
    conversation.cancel()
    with suppress(asyncio.CancelledError):
        await conversation
