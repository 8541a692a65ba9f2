"""Instructions leave by the command line as files that other systems read."""

import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.records import vendor
from tests.schema.decisions.desk import Desk, leaves_on, open_desk
from tests.server.cli.command import Runway
from tests.serving import Served
from tests.world import SECRET, World

PROPOSED = (("bill", "PAY"), ("invoice", "CHASE"))


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    async with world.api() as api:
        yield await open_desk(Served(world, api))


async def test_instructions_are_exported_until_they_are_acknowledged(desk: Desk, tmp_path: Path) -> None:
    runway = Runway(tmp_path, {"DATABASE_URL": desk.world.address.dsn(), "TOKEN_SECRET": SECRET})
    export = ("export", "instructions", "--business", str(desk.business))
    assert (await runway.run(*export)).out.count("\n") == 1
    made = [(await desk.propose(item, action))["decision"] for item, action in PROPOSED]
    await desk.finalize(made)
    query = {item["decisionId"]: item for item in await desk.outbox()}
    rows = list(csv.DictReader(io.StringIO((await runway.run(*export)).out)))
    assert {row["decision"] for row in rows} == {item["id"] for item in made}
    for row in rows:
        known = query[row["decision"]]
        assert (row["id"], row["instructionKind"], row["date"]) == (
            known["id"],
            known["instructionKind"],
            known["date"] or "",
        )
        assert (row["amount"], row["currency"]) == (known["amount"]["amount"], "USD")
        assert row["counterparty"] in {"Paper Supplies", "Corner Shop"}
    payment = next(row for row in rows if row["instructionKind"] == "PAYMENT")
    assert (payment["document_number"], payment["date"]) == ("B-1", leaves_on(None))
    answers = [{"id": payment["id"], "reference": "TX-1"}]
    await desk.step("acknowledgeOutbox", {"instructions": answers})
    waiting = json.loads((await runway.run(*export, "--format", "json")).out)
    assert [item["instructionKind"] for item in waiting] == ["REMINDER"]
    everything = json.loads((await runway.run(*export, "--format", "json", "--all")).out)
    assert {item["reference"] for item in everything} == {"TX-1", None}


async def test_a_name_that_is_a_formula_is_harmless_unless_it_is_wanted_raw(
    desk: Desk, tmp_path: Path
) -> None:
    runway = Runway(tmp_path, {"DATABASE_URL": desk.world.address.dsn(), "TOKEN_SECRET": SECRET})
    export = ("export", "instructions", "--business", str(desk.business))
    name = '=cmd|"/C calc"!A0, Ltd'
    await desk.world.load(desk.business, {"Vendor": [vendor(SyncToken="1", DisplayName=name)]})
    await desk.finalize([(await desk.propose("bill"))["decision"]])
    for options, expected in (((), "'" + name), (("--raw",), name)):
        (row,) = csv.DictReader(io.StringIO((await runway.run(*export, *options)).out, newline=""))
        assert row["counterparty"] == expected
        assert row["amount"] == "120.00"
    (item,) = json.loads((await runway.run(*export, "--format", "JSON")).out)
    assert item["counterparty"] == name


async def test_an_export_of_a_business_that_is_not_there_is_one_sentence(
    world: World, tmp_path: Path
) -> None:
    runway = Runway(tmp_path, {"DATABASE_URL": world.address.dsn(), "TOKEN_SECRET": SECRET})
    ran = await runway.run("export", "instructions", "--business", "Nobody Ltd")
    assert "there is no business 'Nobody Ltd'" in ran.sentence()
