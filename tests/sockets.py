"""A WebSocket client as front ends have one, and a stream of events; every wait has an end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.world import OWNER, Api, token

CHANGED = "subscription { businessChanged { kind id } }"
#: Seconds within which whatever is expected must have come.
SOON = 15.0

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Socket:
    """One connection, and the messages on it."""

    connection: ClientConnection

    async def send(self, kind: str, **more: object) -> None:
        """Send a message."""
        await self.raw(json.dumps({"type": kind, **more}))

    async def raw(self, message: str | bytes) -> None:
        """Send what may be no message."""
        await self.connection.send(message)

    async def receive(self) -> Message:
        """The next message."""
        async with asyncio.timeout(SOON):
            message: Message = json.loads(await self.connection.recv())
            return message

    async def closed(self) -> tuple[int, str]:
        """The code and the reason with which the server closes; messages before that are passed over."""
        async with asyncio.timeout(SOON):
            with suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
        assert self.connection.close_code is not None
        return self.connection.close_code, self.connection.close_reason or ""

    async def init(self, payload: object) -> None:
        """Say who and where."""
        await self.send("connection_init", payload=payload)
        assert await self.receive() == {"type": "connection_ack"}

    async def run(self, query: str, key: str = "1", **more: object) -> Message:
        """Start an operation; returns its first message."""
        await self.send("subscribe", id=key, payload={"query": query, **more})
        return await self.receive()

    async def change(self, key: str = "1") -> tuple[str, str | None]:
        """The next change, as kind and id."""
        message = await self.receive()
        assert (message["type"], message["id"]) == ("next", key), message
        changed = message["payload"]["data"]["businessChanged"]
        return changed["kind"], changed["id"]


def given(user: str = OWNER, business: UUID | str | None = None, sent: str | None = None) -> Message:
    """The payload of a connection_init."""
    named = {} if business is None else {"businessId": str(business)}
    return {"authorization": f"Bearer {sent or token(user)}", **named}


@asynccontextmanager
async def connected(api: Api, protocol: str | None = "graphql-transport-ws") -> AsyncIterator[Socket]:
    """A socket to the server of a client."""
    url = str(api.client.base_url).replace("http", "ws", 1) + "/graphql"
    protocols = None if protocol is None else [Subprotocol(protocol)]
    async with connect(url, subprotocols=protocols, proxy=None) as connection:
        yield Socket(connection)


@asynccontextmanager
async def following(api: Api, business: UUID, user: str = OWNER) -> AsyncIterator[Socket]:
    """A subscriber of a business, who misses nothing from here on."""
    async with connected(api) as socket:
        await socket.init(given(user, business))
        await socket.send("subscribe", id="1", payload={"query": CHANGED})
        assert await socket.change() == ("RESYNC", None)
        yield socket


@dataclass(frozen=True, slots=True)
class Events:
    """A stream of server-sent events."""

    response: httpx.Response
    chunks: AsyncIterator[str]

    async def next(self) -> tuple[str, Any]:
        """The next event, comments passed over: its name and what it holds."""
        async with asyncio.timeout(SOON):
            while True:
                text = await anext(self.chunks)
                if not text.startswith(":"):
                    name, data = text.split("\n")
                    body = data.removeprefix("data: ")
                    return name.removeprefix("event: "), json.loads(body) if body else None


@asynccontextmanager
async def streamed(api: Api, query: str, **headers: str) -> AsyncIterator[Events]:
    """An operation whose answers are events."""
    sent = {"accept": "text/event-stream", "authorization": f"Bearer {token(OWNER)}"}
    body = {"query": query}
    async with api.client.stream("POST", "/graphql", json=body, headers={**sent, **headers}) as response:
        yield Events(response, _blocks(response))


async def _blocks(response: httpx.Response) -> AsyncIterator[str]:
    text = ""
    async for part in response.aiter_text():
        text += part
        while "\n\n" in text:
            block, _, text = text.partition("\n\n")
            yield block
