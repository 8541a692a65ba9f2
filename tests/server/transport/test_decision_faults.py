"""Servers are killed and databases stopped amid a finalization: all of its batch is there, or nothing."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from server import embedded
from tests.examples import only_in_ci
from tests.records import bill
from tests.schema.decisions.desk import Desk, Payload, codes, mutation, open_desk, seen
from tests.served_process import serving_process
from tests.servers.postgres import prepared
from tests.serving import Served
from tests.world import OWNER, World, open_world, token

BATCH = 20
#: Where a finalization is stopped in the middle: before its first write, amid them, before its last.
TABLES = ("outbox", "decision", "decision_step", "audit_event", "idempotency_key")
WAITING = "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'"


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    async with world.api() as api:
        yield await open_desk(Served(world, api))


async def proposed(desk: Desk) -> list[Payload]:
    """A batch to finalize."""
    await desk.world.load(desk.business, {"Bill": [bill(str(n)) for n in range(100, 100 + BATCH)]})
    answer = await desk.ask("{ decisionConsole { items(first: 100) { nodes { id documentNumber } } } }")
    items = [
        node["id"]
        for node in answer["decisionConsole"]["items"]["nodes"]
        if node["documentNumber"].startswith("B-1") and len(node["documentNumber"]) == 5
    ]
    proposals = {"proposals": [desk.proposal(item) for item in items]}
    payload = await desk.step("proposeDecisions", proposals)
    return [outcome["decision"] for outcome in payload["outcomes"]]


def batch(made: list[Payload]) -> dict[str, Any]:
    """The input of one finalization; its key never changes."""
    return {"decisions": [seen(item) for item in made], "idempotencyKey": "the key"}


async def effects(desk: Desk) -> tuple[int, int, int, int]:
    """How many are final, asked of the outside, told in the trail, and how many keys there are."""
    text = """SELECT
        (SELECT count(*) FROM runway.decision WHERE business_id = $1 AND status = 'FINALIZED'),
        (SELECT count(DISTINCT decision_id) FROM runway.outbox WHERE business_id = $1),
        (SELECT count(*) FROM runway.audit_event WHERE business_id = $1 AND action = 'FINALIZED'),
        (SELECT count(*) FROM runway.idempotency_key WHERE business_id = $1)"""
    (row,) = await desk.world.run(text, desk.business)
    return tuple(row)


NOTHING, EVERYTHING = (0, 0, 0, 0), (BATCH, BATCH, BATCH, 1)


async def send(client: httpx.AsyncClient, desk: Desk, given: dict[str, Any]) -> None:
    """Finalize; the answer may be lost."""
    body = {"query": mutation("finalizeDecisions"), "variables": {"i": given}}
    headers = {"authorization": f"Bearer {token(OWNER)}", "x-business-id": str(desk.business)}
    with suppress(httpx.TransportError):
        await client.post("/graphql", json=body, headers=headers)


async def until(world: World, question: str, wanted: int) -> None:
    """Until the answer has so many rows, or its number is that."""
    async with asyncio.timeout(20):
        while True:
            rows = await world.run(question, world.address.database)
            if (rows[0]["n"] if rows and "n" in rows[0].keys() else len(rows)) == wanted:  # noqa: SIM118  # A record is no mapping.
                return


@pytest.mark.parametrize("table", TABLES)
async def test_a_server_killed_amid_a_finalization_leaves_nothing_of_it(
    desk: Desk, tmp_path: Path, table: str
) -> None:
    made = await proposed(desk)
    holding = await desk.world.address.connect()
    async with serving_process(desk.world.address, tmp_path) as (served, client), holding.transaction():
        await holding.execute(f"LOCK TABLE runway.{table} IN SHARE MODE")
        sending = asyncio.create_task(send(client, desk, batch(made)))
        await until(desk.world, WAITING, 1)
        served.kill()
        await sending
    await holding.close()
    # The transaction of a client that is gone ends when the database next hears from it.
    await desk.world.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = $1 AND usename = 'runway_api' AND state <> 'idle'",
        desk.world.address.database,
    )
    assert await effects(desk) == NOTHING
    assert codes(await desk.step("finalizeDecisions", batch(made))) == [None] * BATCH
    assert await effects(desk) == EVERYTHING


@only_in_ci
async def test_a_server_killed_at_any_moment_loses_no_decision_and_finalizes_none_twice(
    desk: Desk, tmp_path: Path
) -> None:
    made = await proposed(desk)
    for moments in range(0, 24, 4):
        async with serving_process(desk.world.address, tmp_path) as (served, client):
            sending = asyncio.create_task(send(client, desk, batch(made)))
            for _ in range(moments):
                # As long as a few of its statements take.
                await (await desk.world.address.connect()).close()
            served.kill()
            await sending
        assert await effects(desk) in {NOTHING, EVERYTHING}
        assert len(await desk.queue()) == BATCH
    assert codes(await desk.step("finalizeDecisions", batch(made))) == [None] * BATCH
    assert await effects(desk) == EVERYTHING
    # What is final stays as it is, whatever is sent with another key.
    again = await desk.step("finalizeDecisions", {**batch(made), "idempotencyKey": "another"})
    assert codes(again) == ["CONFLICT"] * BATCH
    assert await effects(desk) == EVERYTHING


@only_in_ci
async def test_a_database_stopped_amid_finalizations_keeps_all_of_a_batch_or_nothing() -> None:
    with tempfile.TemporaryDirectory(prefix="rw-") as name:
        folder = Path(name)
        own = await prepared(folder)
        async with open_world(await own.clone()) as world, world.api() as api:
            desk = await open_desk(Served(world, api))
            made = await proposed(desk)
            for table in TABLES:
                holding = await world.address.connect()
                await holding.execute("BEGIN")
                await holding.execute(f"LOCK TABLE runway.{table} IN SHARE MODE")
                sending = asyncio.create_task(send(desk.api.client, desk, batch(made)))
                await until(world, WAITING, 1)
                await asyncio.to_thread(embedded.stop, folder)
                await sending
                holding.terminate()
                await asyncio.to_thread(embedded.start, folder)
                assert await effects(desk) == NOTHING
            answered = await _again(desk, made)
            assert codes(answered) == [None] * BATCH
            await asyncio.to_thread(embedded.stop, folder)
            await asyncio.to_thread(embedded.start, folder)
            assert await _again(desk, made) == answered
            assert await effects(desk) == EVERYTHING
        embedded.stop(folder)


async def _again(desk: Desk, made: list[Payload]) -> Payload:
    """As a client does that got no answer: the same again, until there is one."""
    async with asyncio.timeout(20):
        while True:
            reply = await desk.raw(mutation("finalizeDecisions"), batch(made))
            if reply.codes == ["UNAVAILABLE"]:
                continue
            payload: Payload = reply.data["finalizeDecisions"]
            return payload
