"""GraphQL over a WebSocket: who may speak, what ends it, and everything else as over HTTP."""

import asyncio
import json
import time
from typing import Any

import jwt
import pytest
import structlog

from server.auth import issue
from tests.schema.decisions.desk import PROPOSE, Desk
from tests.serving import Served
from tests.sockets import CHANGED, SOON, connected, following, given
from tests.world import ANALYST, OWNER, SECRET, World, gid

NAME = "{ business { name } }"


async def test_queries_and_mutations_are_answered_once_and_are_complete(desk: Desk) -> None:
    async with connected(desk.api) as socket:
        await socket.init(given(business=gid("Business", desk.business)))
        rows = await socket.run(NAME, "a")
        assert rows == {"type": "next", "id": "a", "payload": {"data": {"business": {"name": "Acme"}}}}
        assert await socket.receive() == {"type": "complete", "id": "a"}
        variables = {"i": {"itemId": desk.items["bill"], "action": "PAY"}}
        made = await socket.run(PROPOSE, "a", variables=variables)
        assert made["payload"]["data"]["proposeDecision"]["userErrors"] == []
        assert await socket.receive() == {"type": "complete", "id": "a"}
    assert await desk.decisions() == 1


async def test_several_operations_run_at_once_and_each_is_stopped_by_its_id(desk: Desk) -> None:
    async with following(desk.api, desk.business) as socket:
        await socket.send("subscribe", id="2", payload={"query": CHANGED})
        assert await socket.change("2") == ("RESYNC", None)
        await socket.send("complete", id="1")
        assert (await socket.run(NAME, "3"))["id"] == "3"
        assert await socket.receive() == {"type": "complete", "id": "3"}
        made = (await desk.propose("bill"))["decision"]["id"]
        assert await socket.change("2") == ("DECISION", made)
        # The id is free again.
        await socket.send("subscribe", id="1", payload={"query": CHANGED})
        assert await socket.change("1") == ("RESYNC", None)


async def test_a_subscriber_who_leaves_is_forgotten(desk: Desk) -> None:
    announcements = desk.world.books.announcements
    async with following(desk.api, desk.business) as socket:
        assert announcements.followers == 1
        await socket.connection.close()
        async with asyncio.timeout(SOON):
            while announcements.followers:
                await desk.ask(NAME)


async def test_pings_are_answered_and_pongs_are_heard(served: Served) -> None:
    async with connected(served.api) as socket:
        await socket.send("pong")
        await socket.send("ping", payload={"any": 1})
        assert await socket.receive() == {"type": "pong"}


INIT = json.dumps({"type": "connection_init", "payload": given()})
SUBSCRIBE = json.dumps({"type": "subscribe", "id": "1", "payload": {"query": CHANGED}})
LONG = json.dumps({"type": "subscribe", "id": "1" * 500, "payload": {"query": CHANGED}})


def _init(**payload: object) -> str:
    return json.dumps({"type": "connection_init", "payload": payload})


@pytest.mark.parametrize(
    ("messages", "code", "reason"),
    [
        ([SUBSCRIBE], 4401, "Unauthorized"),
        ([INIT, INIT], 4429, "Too many initialisation requests"),
        ([INIT, SUBSCRIBE, SUBSCRIBE], 4409, "Subscriber for 1 already exists"),
        ([INIT, LONG, LONG], 4409, "Subscriber for 11111"),
        (["{"], 4400, "A message must be valid JSON."),
        (["[]"], 4400, "A message must be a JSON object"),
        (["{}"], 4400, "A message must be a JSON object"),
        ([b"{}"], 4400, "A message must be text."),
        (['{"type": "start"}'], 4400, "There is no message of this type."),
        ([INIT, '{"type": "subscribe", "payload": {"query": "{ a }"}}'], 4400, "id must be a text of 1 to"),
        ([INIT, '{"type": "subscribe", "id": 1}'], 4400, "id must be a text of 1 to"),
        ([INIT, '{"type": "subscribe", "id": "1"}'], 4400, "The operation must be a JSON object"),
        ([INIT, '{"type": "subscribe", "id": "1", "payload": {"query": 1}}'], 4400, "query must be"),
        ([" " * 20_000], 1009, "The first message is longer than 16384 characters."),
        ([" " * 300_000], 1009, "frame exceeds limit of 262144 bytes"),
        (['{"type": "connection_init"}'], 4403, "Send a token"),
        (['{"type": "connection_init", "payload": []}'], 4400, "The payload of connection_init"),
        ([_init(authorization=1)], 4403, "Send a token"),
        ([_init(authorization="Bearer x.y.z")], 4403, "The token is not valid."),
        ([_init(**given(business="none"))], 4400, "businessId is not an id of this API."),
    ],
)  # fmt: skip
async def test_what_the_protocol_does_not_allow_closes_the_socket_with_its_code(
    served: Served, messages: list[str | bytes], code: int, reason: str
) -> None:
    await served.world.business("Mine")
    async with connected(served.api) as socket:
        for message in messages:
            await socket.raw(message)
        result = await socket.closed()
    assert result[0] == code
    assert result[1].startswith(reason)


@pytest.mark.parametrize("protocol", [None, "graphql-ws"])
async def test_another_protocol_is_not_spoken(served: Served, protocol: str | None) -> None:
    async with connected(served.api, None) as socket:
        assert await socket.closed() == (4406, "Subprotocol not acceptable")


async def test_who_never_says_who_they_are_is_closed(world: World) -> None:
    async with world.api(websocket_init_seconds=0.2) as api, connected(api) as socket:
        assert await socket.closed() == (4408, "Connection initialisation timeout")


async def test_a_token_that_expires_closes_the_socket_at_that_moment(desk: Desk) -> None:
    sent = issue(OWNER, SECRET, "runway", None, hours=2.2 / 3600)
    expires = jwt.decode(sent, options={"verify_signature": False})["exp"]
    async with connected(desk.api) as socket:
        await socket.init(given(business=desk.business, sent=sent))
        await socket.send("subscribe", id="1", payload={"query": CHANGED})
        assert await socket.change() == ("RESYNC", None)
        assert await socket.closed() == (4403, "The token has expired.")
        assert -0.05 < time.time() - expires < 2
    async with connected(desk.api) as again:
        await again.send("connection_init", payload=given(business=desk.business, sent=sent))
        assert await again.closed() == (4403, "The token has expired.")


async def refused(served: Served, query: str) -> Any:
    """The errors of an operation that does not start; the socket stays open."""
    business = await served.world.business("Refused", members={"only@example.org": "OWNER"})
    async with connected(served.api) as socket:
        await socket.init(given("only@example.org", business))
        message = await socket.run(query)
        assert message["type"] == "error"
        assert (await socket.run(NAME, "2"))["payload"]["data"] == {"business": {"name": "Refused"}}
        return message["payload"]


ALIASES = " ".join(f"a{n}: kind" for n in range(31))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { businessChange { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription A { businessChanged { id } } query B { a }", "OPERATION_RESOLUTION_FAILURE"),
        ("subscription { businessChanged { id } b: businessChanged { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { businessChanged { " + "kind " * 2_100 + "} }", "OPERATION_TOO_LARGE"),
        ("subscription { businessChanged { " + ALIASES + "} }", "OPERATION_TOO_LARGE"),
        ("subscription ($a: Boolean!) { businessChanged { id @include(if: $a) } }", "BAD_USER_INPUT"),
    ],
)
async def test_a_document_is_checked_as_over_http_and_leaves_the_socket_open(
    served: Served, query: str, code: str
) -> None:
    (error,) = await refused(served, query)
    assert error["extensions"]["code"] == code


async def test_a_socket_runs_so_many_operations_and_no_more(desk: Desk) -> None:
    async with following(desk.api, desk.business) as socket:
        for n in range(2, 51):
            await socket.send("subscribe", id=str(n), payload={"query": CHANGED})
            assert await socket.change(str(n)) == ("RESYNC", None)
        message = await socket.run(CHANGED, "51")
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_an_analyst_reads_and_is_refused_a_step(desk: Desk) -> None:
    async with connected(desk.api) as socket:
        await socket.init(given(ANALYST, desk.business))
        variables = {"i": {"itemId": desk.items["bill"], "action": "PAY"}}
        answer = await socket.run(PROPOSE, variables=variables)
        (error,) = answer["payload"]["data"]["proposeDecision"]["userErrors"]
    assert error["code"] == "FORBIDDEN"


async def test_each_operation_is_one_line_in_the_log_under_an_id_of_its_own(desk: Desk) -> None:
    merged = [structlog.contextvars.merge_contextvars]
    with structlog.testing.capture_logs(processors=merged) as lines:
        async with following(desk.api, desk.business) as socket:
            await socket.run(NAME, "2")
            assert (await socket.receive())["type"] == "complete"
            await socket.run("query Broken { nothing }", "3")
            await socket.connection.close()
            async with asyncio.timeout(SOON):
                while desk.world.books.announcements.followers:
                    await desk.world.run("SELECT 1")
    assert [(line["operation"], line["errors"]) for line in lines] == [
        ("query", []),
        ("query Broken", ["GRAPHQL_VALIDATION_FAILED"]),
        ("subscription", []),
    ]
    assert len({line["request_id"] for line in lines}) == 3
    assert {line["business"] for line in lines} == {str(desk.business)}
