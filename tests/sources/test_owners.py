"""`--owner` says whose a new business is; nobody becomes the owner of an existing one by an import."""

from pathlib import Path

import pytest

from db.directory import user_id_of
from tests.server.cli.command import Runway
from tests.server.cli.test_cli import runway_at
from tests.world import World

INTRUDER = "mallory@example.org"
BILLS = "id,number,vendor,date,amount\n1,A1,Acme,2026-10-13,10.00\n"


@pytest.fixture
def runway(tmp_path: Path, world: World) -> Runway:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "bills.csv").write_text(BILLS)
    return runway_at(tmp_path, world.address)


@pytest.mark.parametrize("kind", ["csv", "quickbooks"])
async def test_nobody_becomes_the_owner_of_an_existing_business(
    runway: Runway, world: World, kind: str
) -> None:
    name = f"Owned, {kind}"
    business = await world.business(name)
    ran = await runway.run(
        "import", kind, "books", "--business", name, "--create", "--owner", INTRUDER, "--currency", "EUR"
    )
    assert ran.code == 0
    assert f"--owner is ignored: {name} exists already." in ran.err
    members = await world.run(
        "SELECT FROM runway.membership WHERE business_id = $1 AND user_id = $2",
        business,
        user_id_of(INTRUDER),
    )
    assert members == []


async def test_the_owner_of_a_new_business_keeps_it_when_the_command_is_repeated(
    runway: Runway, world: World
) -> None:
    command = ("import", "csv", "books", "--business", "New Ltd", "--create", "--owner")
    first = await runway.run(*command, "anna@example.org")
    again = await runway.run(*command, INTRUDER)
    assert (first.code, again.code) == (0, 0)
    assert "--owner" not in first.err
    rows = await world.run(
        "SELECT u.email FROM runway.membership AS m JOIN runway.app_user AS u ON u.id = m.user_id "
        "JOIN runway.business AS b ON b.id = m.business_id WHERE b.name = 'New Ltd' AND m.role = 'OWNER'"
    )
    assert [row["email"] for row in rows] == ["anna@example.org"]
