"""A scan finds in books that did not change what an import would have found, and nothing else."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.records import bill, vendor
from tests.server.cli.command import Runway
from tests.server.importing.imported import books
from tests.world import World, gid

RECORDS = {
    "Vendor": [vendor()],
    "Bill": [
        bill("1", DueDate=None),
        bill("2", DocNumber="twin", TxnDate="2026-11-01"),
        bill("3", DocNumber="twin", TxnDate="2026-11-02"),
        bill("4"),
    ],
}


@pytest.fixture
def runway(tmp_path: Path, own_world: World) -> Runway:
    return Runway(tmp_path, {"DATABASE_URL": own_world.address.dsn()})


async def test_a_scan_after_an_import_changes_nothing(own_world: World, runway: Runway) -> None:
    business = await _filled(own_world)
    before = await books(own_world, business)
    assert len(before["issue"]) == 2
    ran = await runway.run("scan", "--business", "Acme", "--json")
    assert json.loads(ran.out) == [_line(business, "Acme", 0, 0, 0)]
    assert await books(own_world, business) == before
    assert await _scans(own_world, business) == []


async def test_a_scan_finds_what_is_missing_and_drops_what_no_check_finds(
    own_world: World, runway: Runway
) -> None:
    business, other = await _filled(own_world), await _filled(own_world, "Other")
    before, others = await books(own_world, business), await books(own_world, other)
    await own_world.run(
        "DELETE FROM runway.issue WHERE check_name = 'DUPLICATE' AND business_id = $1", business
    )
    await own_world.run("UPDATE runway.issue SET message = 'as it was once' WHERE business_id = $1", business)
    await own_world.run(
        "INSERT INTO runway.issue (business_id, id, check_name, severity, blocking, document_id, message) "
        "SELECT business_id, gen_random_uuid(), 'NO_LONGER_A_CHECK', 3, true, id, 'gone' "
        "FROM runway.document WHERE business_id = $1 AND source_id = '4'",
        business,
    )
    ran = await runway.run("scan", "--business", "Acme", "--json")
    assert json.loads(ran.out) == [_line(business, "Acme", 1, 1, 1)]
    assert await books(own_world, business) == before
    assert await books(own_world, other) == others
    assert [json.loads(scan) for scan in await _scans(own_world, business)] == [
        {"added": 1, "changed": 1, "removed": 1}
    ]


async def test_all_businesses_are_scanned_each_on_its_own(own_world: World, runway: Runway) -> None:
    business, other = await _filled(own_world), await _filled(own_world, "Other")
    before = [await books(own_world, item) for item in (business, other)]
    await own_world.run("DELETE FROM runway.issue")
    ran = await runway.run("scan", "--all", "--json")
    assert json.loads(ran.out) == [_line(business, "Acme", 2, 0, 0), _line(other, "Other", 2, 0, 0)]
    assert [await books(own_world, item) for item in (business, other)] == before
    shown = await runway.run("scan", "--all")
    assert all(word in shown.out for word in ("Acme", "Other", "found", "changed", "dropped"))


@pytest.mark.parametrize("options", [(), ("--all", "--business", "Acme")])
async def test_a_scan_is_of_one_business_or_of_all(runway: Runway, options: tuple[str, ...]) -> None:
    assert (await runway.run("scan", *options)).sentence() == "Give either --business or --all."


async def test_a_business_that_there_is_not_is_named(runway: Runway) -> None:
    assert "there is no business 'Nobody'" in (await runway.run("scan", "--business", "Nobody")).sentence()


async def _filled(world: World, name: str = "Acme") -> UUID:
    business = await world.business(name)
    await world.load(business, RECORDS)
    return business


def _line(business: UUID, name: str, result: int, changed: int, gone: int) -> dict[str, Any]:
    about = {"id": gid("Business", business), "name": name}
    return {"business": about, "found": result, "changed": changed, "gone": gone}


async def _scans(world: World, business: UUID) -> list[str]:
    """What scans recorded: the events of the tray after that of the import."""
    rows = await world.run(
        "SELECT after FROM runway.audit_event WHERE business_id = $1 AND action = 'EXAMINED' "
        "ORDER BY happened_at OFFSET 1",
        business,
    )
    return [row["after"] for row in rows]
