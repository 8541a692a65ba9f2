"""A backup under forced row-level security: who can take one, and that it comes back whole."""

import subprocess
from pathlib import Path

from db.bootstrap import BACKUP, OWNER, bootstrap
from server.embedded import PROGRAMS
from tests.records import account, bill, customer, invoice, vendor
from tests.servers.postgres import Cluster
from tests.world import World, open_world

TABLES = """
    SELECT relname FROM pg_class
     WHERE relnamespace = 'runway'::regnamespace AND relkind = 'r' ORDER BY relname
"""
POLICIES = "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
LOCKED = """
    SELECT count(*) FILTER (WHERE relrowsecurity AND relforcerowsecurity) AS locked, count(*) AS tables
      FROM pg_class WHERE relnamespace = 'runway'::regnamespace AND relkind = 'r'
"""


def _run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAMS / program, *arguments], check=False, capture_output=True, text=True)


async def _filled(world: World) -> None:
    business = await world.business()
    records = {"Vendor": [vendor()], "Customer": [customer()], "Account": [account()]}
    await world.load(
        business, {**records, "Bill": [bill(), bill("11", DueDate=None)], "Invoice": [invoice()]}
    )


async def _counts(world: World) -> dict[str, int]:
    return {
        row["relname"]: (await world.run(f"SELECT count(*) AS n FROM runway.{row['relname']}"))[0]["n"]
        for row in await world.run(TABLES)
    }


async def test_what_runway_backup_dumps_comes_back_whole_and_locked(
    own_world: World, cluster: Cluster, tmp_path: Path
) -> None:
    await _filled(own_world)
    dump, restored = tmp_path / "books.dump", await cluster.empty()
    dumped = _run("pg_dump", "--format=custom", f"--file={dump}", own_world.address.as_role(BACKUP).dsn())
    assert dumped.returncode == 0, dumped.stderr
    await own_world.run(f"CREATE DATABASE {restored.database} OWNER {OWNER} TEMPLATE template0")
    back = _run("pg_restore", "--exit-on-error", f"--dbname={restored.dsn()}", dump)
    assert back.returncode == 0, back.stderr
    await bootstrap(restored, {})
    async with open_world(restored) as again:
        assert await _counts(again) == await _counts(own_world)
        assert await again.run(POLICIES) == await own_world.run(POLICIES)
        (locked,) = await again.run(LOCKED)
        result = await again.directory.find("Acme")
    await cluster.drop(restored)
    assert locked["locked"] == locked["tables"] - 1, "all but the migrations' own table"
    assert result is not None


async def test_the_owner_of_the_tables_cannot_dump_them(own_world: World, tmp_path: Path) -> None:
    await _filled(own_world)
    dumped = _run("pg_dump", f"--file={tmp_path / 'books.sql'}", own_world.address.as_role(OWNER).dsn())
    assert dumped.returncode != 0
    assert "row-level security" in dumped.stderr
