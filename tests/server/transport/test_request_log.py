"""What an operator reads in the log, and a DBA beside a slow statement; never what a client sent."""

import json

import structlog

from db.directory import user_id_of
from db.trace import Trace
from tests.records import bill, vendor
from tests.sockets import connected
from tests.world import OWNER, World, gid, token

QUERY = "query Tray($kind: String) { bills(filter: { documentNumber: { eq: $kind } }) { nodes { id } } }"


async def test_each_operation_is_one_line_with_counts_and_without_values(world: World) -> None:
    business = await world.business()
    await world.load(business, {"Vendor": [vendor()], "Bill": [bill()]})
    sent = {"x-request-id": "abc-123"}
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        async with world.api() as api:
            reply = await api.ask(
                QUERY, business=gid("Business", business), variables={"kind": "B-10"}, headers=sent
            )
    assert len(reply.data["bills"]["nodes"]) == 1
    assert reply.headers["x-request-id"] == "abc-123"
    (line,) = lines
    assert line["operation"] == "query Tray"
    assert line["request_id"] == "abc-123"
    assert line["user"] == str(user_id_of(OWNER))
    assert line["business"] == str(business)
    assert (line["statements"], line["rows"], line["errors"]) == (1, 1, [])
    written = json.dumps(line)
    assert "B-10" not in written
    assert OWNER not in written
    assert token(OWNER)[:20] not in written


async def test_an_operation_that_fails_is_logged_with_its_codes(world: World) -> None:
    await world.business()
    with structlog.testing.capture_logs() as lines:
        async with world.api() as api:
            await api.ask("{ business { name } }", business=user_id_of("nobody"))
    operation, refusal = lines
    assert operation["errors"] == ["FORBIDDEN"]
    # Not what the client named: it is none of theirs.
    assert operation["business"] is None
    assert (refusal["event"], refusal["status"], refusal["address"]) == ("refused", 403, "127.0.0.1")


async def test_a_refusal_is_one_line_without_the_token(world: World) -> None:
    with structlog.testing.capture_logs() as lines:
        async with world.api() as api:
            await api.ask("{ viewer { email } }", user=None, headers={"authorization": "Bearer a.b.c"})
            await api.client.post(
                "/graphql", content=b"x" * 300_000, headers={"content-type": "application/json"}
            )
    assert [(line["event"], line["status"]) for line in lines] == [("refused", 401)] * 2
    assert "a.b.c" not in json.dumps(lines)


async def test_a_socket_that_is_refused_is_the_same_line(world: World) -> None:
    with structlog.testing.capture_logs() as lines:
        async with world.api(metrics_token="a token for metrics") as api, connected(api) as socket:
            await socket.send("connection_init", payload={"authorization": "Bearer a.b.c"})
            assert (await socket.closed())[0] == 4403
            sent = {"authorization": "Bearer a token for metrics"}
            metrics = (await api.client.get("/metrics", headers=sent)).text
    (line,) = lines
    assert (line["event"], line["status"], line["address"]) == ("refused", 401, "127.0.0.1")
    assert "a.b.c" not in json.dumps(lines)
    assert 'runway_refused_requests_total{status="401"} 1.0' in metrics


async def test_what_a_client_names_cannot_make_a_line_long(world: World) -> None:
    await world.business()
    with structlog.testing.capture_logs() as lines:
        async with world.api() as api:
            reply = await api.ask(f"query {'A' * 5_000} {{ viewer {{ email }} }}")
    assert reply.codes == ["OPERATION_TOO_LARGE"]
    assert len(json.dumps(lines)) < 500


async def test_a_dba_finds_the_request_of_a_running_transaction_and_none_after_it(own_world: World) -> None:
    business = await own_world.business()
    shown = "SELECT application_name FROM pg_stat_activity WHERE datname = $1 AND usename = 'runway_api'"
    database = own_world.address.database
    async with own_world.books.reading(user_id_of(OWNER), business, Trace("abc-123")):
        during = await own_world.run(shown, database)
    after = await own_world.run(shown, database)
    assert [row["application_name"] for row in during] == ["runway abc-123"]
    assert [row["application_name"] for row in after] == [""]
