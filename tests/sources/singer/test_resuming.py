"""What is killed, and begun again from the last state, comes to the books of a run that nobody disturbed."""

import asyncio
import json
import signal
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.clock import NOW
from tests.examples import some
from tests.records import bill, invoice, vendor
from tests.server.cli.command import PATIENCE
from tests.server.importing.imported import books
from tests.sources.singer.read import load, told
from tests.sources.singer.target import line, record, run, started, state
from tests.world import World

#: A source that gives its position after every record.
RECORDS = [
    record(name, row)
    for number in range(1, 7)
    for name, row in (
        ("bills", bill(str(number), VendorRef={"value": str(number)})),
        ("vendors", vendor(str(number), f"Vendor {number}")),
        ("invoices", invoice(str(number))),
    )
]


def source(position: int) -> list[str]:
    return [text for at in range(position, len(RECORDS)) for text in (RECORDS[at], state(at + 1))]


@pytest.mark.parametrize("states", some([1, 3], 1), ids="after {} states".format)
async def test_a_kill_loses_nothing_and_doubles_nothing(world: World, states: int) -> None:
    name = f"Killed {states}"
    killed, whole = await world.business(name), await world.business(f"Whole {states}")
    position = 0
    async with asyncio.timeout(PATIENCE), started(world, "--business", name, "--records", "4") as process:
        assert process.stdin is not None
        process.stdin.write("".join(source(0)).encode())
        for _ in range(states):
            position = json.loads(await process.stdout.readline())
        process.kill()
    await run(world, source(position), "--business", name, "--records", "4")
    await load(world, whole, source(0))
    assert await told(world, killed) == await told(world, whole)


async def test_a_terminated_target_writes_no_state_of_what_it_did_not_commit(world: World) -> None:
    business = await world.business("Terminated")
    async with asyncio.timeout(PATIENCE), started(world, "--business", "Terminated") as process:
        assert process.stdin is not None
        # The first state shows that it reads; the rest waits for the end of the stream.
        process.stdin.write("".join([state(0), *source(0)]).encode())
        assert json.loads(await process.stdout.readline()) == 0
        process.send_signal(signal.SIGTERM)
        assert await process.stdout.read() == b""
    assert (await books(world, business))["document"] == []


def version(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def listed(number: int, *rows: dict[str, Any]) -> list[str]:
    """A full table, with the activation that some sources begin a table with, and the one at its end."""
    activation = line("ACTIVATE_VERSION", stream="vendors", version=number)
    return [activation, *(record("vendors", row, version=number) for row in rows), activation]


async def active(world: World, business: Any) -> set[str]:
    return {row["source_id"] for row in (await books(world, business))["party"] if row["active"]}


async def test_a_full_table_removes_what_it_lacks_across_portions(world: World) -> None:
    business = await world.business("Full table")
    first, second = (version(NOW + timedelta(hours=hours)) for hours in (1, 2))
    await load(world, business, listed(first, vendor("1"), vendor("2"), vendor("3")), 1)
    assert await active(world, business) == {"1", "2", "3"}
    imported = await load(world, business, listed(second, vendor("1"), vendor("3")), 1)
    assert (imported.counts.removed, imported.comparison.entities) == (1, ("Vendor",))
    assert await active(world, business) == {"1", "3"}
    again = listed(second + 1, vendor("1"), vendor("2"), vendor("3"))
    await load(world, business, again, 1)
    assert await active(world, business) == {"1", "2", "3"}


async def test_a_full_table_that_was_interrupted_removes_nothing(world: World) -> None:
    business = await world.business("Interrupted")
    # Begun an hour ago: the first run took some of it, the second one the rest.
    number = version(NOW - timedelta(hours=1))
    table = listed(number, vendor("1"), vendor("2"), vendor("3"))
    await load(world, business, table[:2], 1)
    await load(world, business, table[2:], 1)
    assert await active(world, business) == {"1", "2", "3"}


async def test_why_a_version_removes_nothing_is_told(world: World) -> None:
    await world.business("Told")
    ran = await run(world, listed(1), "--business", "Told")
    assert ran.err.count("Version 1 of vendors removes nothing: no record of it came.") == 2
