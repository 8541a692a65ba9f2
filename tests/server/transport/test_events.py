"""Answers as server-sent events: for who would rather have them, as text that clients can split."""

import asyncio
import time
from collections.abc import AsyncIterator

import jwt
import pytest

from schema.operations.execution import Answer
from server.auth import issue
from server.transport.events import BEAT, frames
from tests.schema.decisions.desk import Desk, open_desk
from tests.server.knocking import GRAPHQL_JSON, JSON, query, refusal
from tests.serving import Served
from tests.sockets import CHANGED, SOON, streamed
from tests.world import OWNER, SECRET, World, token

NAME = "{ business { name } }"
ACME = {"data": {"business": {"name": "Acme"}}}
RESYNC = {"data": {"businessChanged": {"kind": "RESYNC", "id": None}}}


def at(desk: Desk) -> dict[str, str]:
    return {"x-business-id": str(desk.business)}


async def test_changes_come_as_events_until_the_client_leaves(desk: Desk) -> None:
    async with streamed(desk.api, CHANGED, **at(desk)) as events:
        assert events.response.status_code == 200
        assert events.response.headers["content-type"].startswith("text/event-stream")
        assert events.response.headers["cache-control"] == "no-store"
        assert "content-encoding" not in events.response.headers
        assert await events.next() == ("next", RESYNC)
        for item in ("bill", "other bill"):
            made = (await desk.propose(item))["decision"]["id"]
            changed = {"kind": "DECISION", "id": made}
            assert await events.next() == ("next", {"data": {"businessChanged": changed}})
    async with asyncio.timeout(SOON):
        while desk.world.books.announcements.followers:
            await desk.ask(NAME)


async def test_a_query_is_one_event_and_is_complete(desk: Desk) -> None:
    async with streamed(desk.api, NAME, **at(desk)) as events:
        text = "".join([part async for part in events.response.aiter_text()])
    body = '{"data":{"business":{"name":"Acme"}}}'
    assert text == f"event: next\ndata: {body}\n\nevent: complete\ndata: \n\n"


DEEP = "subscription { businessChanged " + "{ a " * 12 + "}" * 12 + " }"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (DEEP, "OPERATION_TOO_LARGE"),
    ],
)
async def test_what_is_refused_is_said_in_an_event(desk: Desk, text: str, code: str) -> None:
    async with streamed(desk.api, text, **at(desk)) as events:
        name, body = await events.next()
        assert name == "next"
        assert [error["extensions"]["code"] for error in body["errors"]] == [code]
        assert await events.next() == ("complete", None)


async def test_a_membership_that_ends_ends_the_stream(desk: Desk) -> None:
    async with streamed(desk.api, CHANGED, **at(desk)) as events:
        assert await events.next() == ("next", RESYNC)
        await desk.world.directory.grant(desk.business, "other@example.org", "OWNER")
        await desk.world.directory.revoke(desk.business, OWNER)
        await desk.propose("bill", user="other@example.org")
        _, body = await events.next()
        assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert await events.next() == ("complete", None)


async def test_without_a_token_nothing_is_streamed(desk: Desk) -> None:
    headers = {"accept": "text/event-stream", "authorization": "Bearer x.y.z"}
    refusal(await query(Served(desk.world, desk.api), CHANGED, headers), 401, "UNAUTHENTICATED")


async def test_a_token_that_expires_ends_the_stream_and_says_so(desk: Desk) -> None:
    sent = issue(OWNER, SECRET, "runway", None, hours=2.2 / 3600)
    expires = jwt.decode(sent, options={"verify_signature": False})["exp"]
    headers = {"authorization": f"Bearer {sent}", "x-request-id": "abc-123", **at(desk)}
    async with streamed(desk.api, CHANGED, **headers) as events:
        assert await events.next() == ("next", RESYNC)
        _, body = await events.next()
        assert -0.05 < time.time() - expires < 2
        assert body["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED", "requestId": "abc-123"}
        assert await events.next() == ("complete", None)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/event-stream", "text/event-stream"),
        ("text/event-stream, application/json", "text/event-stream"),
        ("TEXT/EVENT-STREAM;charset=utf-8", "text/event-stream"),
        (f"{GRAPHQL_JSON}, {JSON}, text/event-stream, multipart/mixed", GRAPHQL_JSON),
        (f"{JSON}, text/event-stream", JSON),
        (f"text/event-stream;q=0.5, {JSON}", JSON),
        (f"{JSON};q=0.2, text/event-stream;q=0.9", "text/event-stream"),
        ("text/event-stream;q=0, */*", JSON),
        ("*/*, text/event-stream", JSON),
    ],
)
async def test_events_are_for_who_would_rather_have_them(desk: Desk, accept: str, kind: str) -> None:
    headers = {"accept": accept, **at(desk)}
    response = await query(Served(desk.world, desk.api), NAME, headers)
    assert response.headers["content-type"].partition(";")[0] == kind
    assert "accept" in response.headers["vary"].lower()


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
async def test_a_subscription_is_not_answered_as_json(desk: Desk, accept: str) -> None:
    headers = {"accept": accept, **at(desk)}
    refusal(await query(Served(desk.world, desk.api), CHANGED, headers), 406, "NOT_ACCEPTABLE")


async def test_events_are_not_for_get(desk: Desk) -> None:
    headers = {"accept": "text/event-stream", **at(desk)}
    response = await desk.api.client.get("/graphql", params={"query": NAME}, headers=headers)
    refusal(response, 406, "NOT_ACCEPTABLE")


async def test_silence_is_broken_by_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream without a server, since nobody waits a quarter of a minute for a comment."""
    event = asyncio.Event()

    async def answers() -> AsyncIterator[Answer]:
        await event.wait()
        yield Answer(ACME, True)

    monkeypatch.setattr("server.transport.events.KEEP_ALIVE", 0.01)
    result = frames(answers(), time.time() + 60, asyncio.Event(), "abc-123")  # type: ignore[arg-type]  # It is a generator.
    async with asyncio.timeout(SOON):
        assert [await anext(result), await anext(result)] == [BEAT, BEAT]
        event.set()
        rest = [part async for part in result if part != BEAT]
    assert rest[-1].startswith("event: complete")
    assert len(rest) == 2


async def test_an_outage_of_the_listener_is_told_over_events_too(world: World) -> None:
    async with world.api() as api:
        desk = await open_desk(Served(world, api))
        async with streamed(api, CHANGED, **at(desk)) as events:
            assert await events.next() == ("next", RESYNC)
            await world.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'runway changes' AND datname = current_database()"
            )
            assert await events.next() == ("next", RESYNC)


async def test_a_subscription_by_get_is_refused_as_a_mutation_is(desk: Desk) -> None:
    response = await desk.api.client.get(
        "/graphql", params={"query": CHANGED}, headers={"authorization": f"Bearer {token(OWNER)}", **at(desk)}
    )
    assert refusal(response, 405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "POST"
