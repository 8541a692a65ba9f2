"""Answers as server-sent events, in the distinct connections mode of GraphQL over SSE."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from schema.errors import api_error
from schema.operations.execution import Answer
from server.transport.operations import write_json

EVENT_STREAM = "text/event-stream"
#: Seconds of silence after which a comment is sent, so that no proxy takes the connection for dead.
KEEP_ALIVE = 15.0
BEAT = ":\n\n"
STOPPING = ": the server is stopping, connect again\n\n"
COMPLETE = "event: complete\ndata: \n\n"


class EventStream(StreamingResponse):
    """A response that goes on until the operation ends, the token expires or the client leaves."""

    body_iterator: Any

    def __init__(
        self,
        answers: AsyncGenerator[Answer, None],
        expires: float,
        stopping: asyncio.Event,
        vary: str,
        request_id: str,
    ) -> None:
        # A proxy that collects what it passes on would keep events back.
        headers = {"cache-control": "no-store", "vary": vary, "x-accel-buffering": "no"}
        super().__init__(
            frames(answers, expires, stopping, request_id), headers=headers, media_type=EVENT_STREAM
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; a server that stops cuts it off, which is how every stream without an end must end."""
        with suppress(asyncio.CancelledError):
            await super().__call__(scope, receive, send)

    async def stream_response(self, send: Send) -> None:
        """Send the events; what makes them is told to stop when the client has gone."""
        async with aclosing(self.body_iterator):
            await super().stream_response(send)


async def frames(
    answers: AsyncGenerator[Answer, None], expires: float, stopping: asyncio.Event, request_id: str
) -> AsyncGenerator[str, None]:
    """Each answer as an event; `expires` is when the token does, in seconds since 1970.

    When the server stops the stream ends without being complete, at which clients connect again.
    """
    queue: asyncio.Queue[Answer | None] = asyncio.Queue()
    # In a task of its own: waiting for an answer with a time limit would otherwise break it off.
    pumping = asyncio.create_task(_pump(answers, queue))
    ending = asyncio.create_task(_end(stopping, queue))
    try:
        while True:
            if (left := expires - time.time()) <= 0:
                yield _event(EXPIRED.identified(request_id).body)
                break
            try:
                async with asyncio.timeout(min(KEEP_ALIVE, left)):
                    answer = await queue.get()
            except TimeoutError:
                if left > KEEP_ALIVE:
                    yield BEAT
                continue
            if stopping.is_set():
                yield STOPPING
                return
            if answer is None:
                break
            yield _event(answer.sent)
            queue.task_done()
        yield COMPLETE
    finally:
        pumping.cancel()
        ending.cancel()


EXPIRED = Answer({"errors": [api_error("UNAUTHENTICATED", "The token has expired.")]}, ran=False)


async def _end(stopping: asyncio.Event, queue: "asyncio.Queue[Answer | None]") -> None:
    await stopping.wait()
    queue.put_nowait(None)


async def _pump(answers: AsyncGenerator[Answer, None], queue: "asyncio.Queue[Answer | None]") -> None:
    try:
        async with aclosing(answers) as result:
            async for answer in result:
                queue.put_nowait(answer)
                # The next one is not asked for before this one was taken: a slow client waits, not we.
                await queue.join()
    finally:
        queue.put_nowait(None)


def _event(body: object) -> str:
    return f"event: next\ndata: {write_json(body).decode()}\n\n"
