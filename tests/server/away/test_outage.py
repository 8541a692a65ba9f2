"""When the database is away the API says so, and when it is back the same process answers again."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from server import embedded
from tests.examples import only_in_ci
from tests.schema.decisions.desk import PROPOSE, Desk, open_desk
from tests.server.knocking import GRAPHQL_JSON, query, refusal
from tests.servers.postgres import Cluster, prepared
from tests.serving import Served, serving
from tests.sockets import CHANGED, following, streamed
from tests.world import World, open_world

ASK = "{ business { name } decisionConsole { asOf } hygieneTray { asOf } }"
VIEWER = "{ viewer { businesses { name } } }"


@pytest.fixture
async def desk(cluster: Cluster) -> AsyncIterator[Desk]:
    async with serving(cluster) as served:
        yield await open_desk(served)


def at(desk: Desk) -> Served:
    return Served(desk.world, desk.api)


async def assert_away(desk: Desk) -> None:
    """Every way of asking is answered, at once, with 503 and nothing else."""
    async with asyncio.timeout(15):
        for kind in ("application/json", GRAPHQL_JSON):
            for text in (ASK, VIEWER):
                response = await query(at(desk), text, {"accept": kind, "x-business-id": str(desk.business)})
                refusal(response, 503, "UNAVAILABLE")
        given = {"itemId": desk.items["bill"], "action": "PAY"}
        response = await query(at(desk), PROPOSE, variables={"i": given})
        refusal(response, 503, "UNAVAILABLE")
        ready = await desk.api.client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "unavailable")
        assert (await desk.api.client.get("/healthz")).status_code == 200


async def assert_back(desk: Desk) -> None:
    """Connections that were lost unnoticed may cost an answer each, and then all is as it was."""
    async with asyncio.timeout(15):
        while (await query(at(desk), VIEWER)).status_code == 503:
            continue
        while (await query(at(desk), ASK)).status_code == 503:
            continue
    assert (await desk.ask(ASK))["business"] == {"name": "Acme"}
    assert (await desk.ask(VIEWER))["viewer"] == {"businesses": [{"name": "Acme"}]}
    assert (await desk.api.client.get("/readyz")).status_code == 200
    made = await desk.propose("bill")
    assert made["userErrors"] == []
    assert (await desk.withdraw(made["decision"]["id"]))["userErrors"] == []


async def cut_off(world: World, database: str) -> None:
    """End every connection to a database, from another one."""
    ending = await world.address.with_database("postgres").connect()
    text = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
    async with asyncio.timeout(15):
        while await ending.fetch(text, database):
            continue
    await ending.close()


async def elsewhere(world: World, statement: str) -> None:
    """Run a statement about the database from outside it."""
    connection = await world.address.with_database("postgres").connect()
    await connection.execute(statement)
    await connection.close()


async def test_a_server_that_stops_and_starts_again() -> None:
    with tempfile.TemporaryDirectory(prefix="rw-") as name:
        folder = Path(name)
        own = await prepared(folder)
        address = await own.clone()
        async with open_world(address) as world, world.api() as api:
            desk = await open_desk(Served(world, api))
            await assert_back(desk)
            embedded.stop(folder)
            await assert_away(desk)
            embedded.start(folder)
            await assert_back(desk)
        embedded.stop(folder)


async def test_a_subscriber_outlives_the_server_and_is_told_to_read_again() -> None:
    with tempfile.TemporaryDirectory(prefix="rw-") as name:
        folder = Path(name)
        own = await prepared(folder)
        address = await own.clone()
        async with open_world(address) as world, world.api() as api:
            desk = await open_desk(Served(world, api))
            async with following(api, desk.business) as socket:
                embedded.stop(folder)
                await assert_away(desk)
                embedded.start(folder)
                assert await socket.change() == ("RESYNC", None)
                await assert_back(desk)
                results = [await socket.change(), await socket.change()]
            assert {kind for kind, _ in results} == {"DECISION"}
        embedded.stop(folder)


@only_in_ci
async def test_a_subscriber_is_told_of_a_long_outage_and_accepted_when_it_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("db.announcements.LONGEST_OUTAGE", 0.5)
    with tempfile.TemporaryDirectory(prefix="rw-") as name:
        folder = Path(name)
        own = await prepared(folder)
        address = await own.clone()
        async with open_world(address) as world, world.api() as api:
            desk = await open_desk(Served(world, api))
            headers = {"x-business-id": str(desk.business)}
            for _ in range(2):
                async with (
                    following(api, desk.business) as socket,
                    streamed(api, CHANGED, **headers) as events,
                ):
                    assert (await events.next())[0] == "next"
                    embedded.stop(folder)
                    message = await socket.receive()
                    assert unavailable(message["payload"])
                    assert await socket.receive() == {"type": "complete", "id": "1"}
                    assert unavailable((await events.next())[1])
                    assert await events.next() == ("complete", None)
                    # A new one is refused, on the same socket too, for as long as it lasts.
                    assert unavailable((await socket.run(CHANGED, key="2"))["payload"])
                    embedded.start(folder)
                    assert (await socket.receive())["type"] == "complete"
                    await socket.send("subscribe", id="3", payload={"query": CHANGED})
                    assert await socket.change("3") == ("RESYNC", None)
                async with streamed(api, CHANGED, **headers) as events:
                    assert "errors" not in (await events.next())[1]
                assert await followers_are_gone(desk)
        embedded.stop(folder)


@only_in_ci
async def test_a_subscriber_is_told_of_a_server_that_falls_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEARTBEAT", "PATIENCE", "LONGEST_OUTAGE"):
        monkeypatch.setattr(f"db.announcements.{name}", 0.5)
    monkeypatch.setattr("resolvers.context.LONGEST_LOOK", 0.5)
    with tempfile.TemporaryDirectory(prefix="rw-") as name:
        folder = Path(name)
        own = await prepared(folder)
        address = await own.clone()
        async with open_world(address) as world, world.api() as api:
            desk = await open_desk(Served(world, api))
            async with following(api, desk.business) as socket:
                async with silenced(desk, folder):
                    assert unavailable((await socket.receive())["payload"])
                    assert (await socket.receive())["type"] == "complete"
                    assert unavailable((await socket.run(CHANGED, key="2"))["payload"])
                assert (await socket.receive())["type"] == "complete"
                await socket.send("subscribe", id="3", payload={"query": CHANGED})
                assert await socket.change("3") == ("RESYNC", None)
        embedded.stop(folder)


@asynccontextmanager
async def silenced(desk: Desk, folder: Path) -> AsyncIterator[None]:
    """Freeze every process of a server: its connections stay open, and nothing is answered."""
    text = (folder / "postgres" / "postmaster.pid").read_text(encoding="utf-8")
    rows = await desk.world.run("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    pids = [int(text.splitlines()[0]), *(row["pid"] for row in rows)]
    signal_all(pids, signal.SIGSTOP)
    try:
        yield
    finally:
        signal_all(pids, signal.SIGCONT)


def signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        # A backend may have ended with its connection by now.
        with suppress(ProcessLookupError):
            os.kill(pid, number)


async def followers_are_gone(desk: Desk) -> bool:
    """Nobody is left behind who is still woken."""
    async with asyncio.timeout(15):
        while desk.world.books.announcements.followers:
            await desk.ask(VIEWER)
    return True


def unavailable(body: dict[str, Any]) -> bool:
    codes = [error["extensions"]["code"] for error in body["errors"]]
    return codes == ["UNAVAILABLE"] and body["data"] is None


async def test_a_database_that_lets_nobody_in(desk: Desk) -> None:
    name = desk.world.address.database
    await assert_back(desk)
    await elsewhere(desk.world, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await cut_off(desk.world, name)
    await assert_away(desk)
    await elsewhere(desk.world, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    await assert_back(desk)


async def test_a_database_that_is_gone(desk: Desk) -> None:
    name = desk.world.address.database
    await cut_off(desk.world, name)
    await elsewhere(desk.world, f"ALTER DATABASE {name} RENAME TO {name}_away")
    await assert_away(desk)
    await elsewhere(desk.world, f"ALTER DATABASE {name}_away RENAME TO {name}")
    await assert_back(desk)


async def test_a_login_that_is_refused(desk: Desk) -> None:
    name = desk.world.address.database
    for role in ("runway_api", "runway_portfolio"):
        await elsewhere(desk.world, f"REVOKE CONNECT ON DATABASE {name} FROM {role}")
    await cut_off(desk.world, name)
    await assert_away(desk)
    for role in ("runway_api", "runway_portfolio"):
        await elsewhere(desk.world, f"GRANT CONNECT ON DATABASE {name} TO {role}")
    await assert_back(desk)


async def test_a_server_that_takes_no_writes_is_unavailable_to_mutations_alone(desk: Desk) -> None:
    name = desk.world.address.database
    # As of a standby, or of a server that is being exchanged for another one.
    await elsewhere(desk.world, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await cut_off(desk.world, name)
    given = {"itemId": desk.items["bill"], "action": "PAY"}
    refusal(await query(at(desk), PROPOSE, variables={"i": given}), 503, "UNAVAILABLE")
    assert (await desk.ask(ASK))["business"] == {"name": "Acme"}
    await elsewhere(desk.world, f"ALTER DATABASE {name} RESET default_transaction_read_only")
    await cut_off(desk.world, name)
    assert await desk.decisions() == 0
    await assert_back(desk)


async def test_connections_that_are_lost_while_nobody_asks_are_replaced(desk: Desk) -> None:
    for _ in range(3):
        await cut_off(desk.world, desk.world.address.database)
        await assert_back(desk)


async def test_what_was_asked_when_the_connection_broke_is_unavailable_and_nothing_is_half_done(
    desk: Desk,
) -> None:
    holding = await desk.world.address.connect()
    waiting = (
        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with holding.transaction():
        await holding.execute("LOCK TABLE runway.decision")
        given = {"itemId": desk.items["bill"], "action": "PAY"}
        asking = asyncio.create_task(query(at(desk), PROPOSE, variables={"i": given}))
        async with asyncio.timeout(15):
            while not (pids := await holding.fetch(waiting)):
                continue
        await holding.execute("SELECT pg_terminate_backend($1)", pids[0]["pid"])
        refusal(await asking, 503, "UNAVAILABLE")
    await holding.close()
    assert await desk.decisions() == 0
    await assert_back(desk)


async def test_a_connection_that_ends_at_the_very_moment_is_unavailable_at_worst(desk: Desk) -> None:
    ending = await desk.world.address.with_database("postgres").connect()
    text = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'runway_api' AND datname = $1"
    )
    answers = set()
    for _ in range(60):
        # Nobody waits until the backends have gone: some answers come before the news, some with it.
        await ending.execute(text, desk.world.address.database)
        response = await query(at(desk), ASK)
        if response.status_code == 503:
            refusal(response, 503, "UNAVAILABLE")
        answers.add((response.status_code, "errors" in response.json()))
    await ending.close()
    assert answers <= {(200, False), (503, True)}
    await assert_back(desk)
