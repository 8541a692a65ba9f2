"""A crowd that connects at once, as after a deploy, and a server that stops: all are served, all are told."""

import asyncio
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.schema.decisions.desk import open_desk
from tests.served_process import serving_process
from tests.serving import Served
from tests.sockets import CHANGED, Socket, following, streamed
from tests.world import Api, World

#: Seconds within which a server that stops must have ended.
STOP = 5.0
CROWD = [pytest.param(40, id="some"), pytest.param(1_000, id="a thousand", marks=pytest.mark.hostile)]


@pytest.mark.parametrize("count", CROWD)
async def test_all_who_come_at_once_follow_and_all_learn_that_the_server_stops(
    world: World, tmp_path: Path, count: int
) -> None:
    async with world.api() as own:
        desk = await open_desk(Served(world, own))
    async with AsyncExitStack() as stack:
        server, client = await stack.enter_async_context(serving_process(world.address, tmp_path))
        api = Api(client)

        async def follow() -> Socket:
            return await stack.enter_async_context(following(api, desk.business))

        named = {"x-business-id": str(desk.business)}
        events = await stack.enter_async_context(streamed(api, CHANGED, **named))
        assert (await events.next())[0] == "next"
        sockets = await asyncio.gather(*(follow() for _ in range(count)))
        started = time.monotonic()
        server.send_signal(signal.SIGTERM)
        closed = await asyncio.gather(*(socket.closed() for socket in sockets))
        # At 1012, and at a stream that is not complete, clients connect again.
        assert {code for code, _reason in closed} == {1012}
        rest = [text async for text in events.chunks]
        assert all("complete" not in text for text in rest)
        await server.ended()
        assert time.monotonic() - started < STOP
