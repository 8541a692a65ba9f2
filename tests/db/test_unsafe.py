"""A database that lets tenants mix is neither migrated to nor served."""

import pytest
import typer
from alembic.script import ScriptDirectory

from db.bootstrap import OWNER, bootstrap
from migrations import run
from migrations.unsafe import Unsafe
from server.cli.dev import refuse_findings
from server.cli.serve import refuse_unsafe
from server.place import Place
from tests.servers.postgres import Cluster
from tests.world import World, open_world

OPEN_TABLE = """
    CREATE TABLE runway.secret (business_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (business_id, id))
"""
COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'runway' ORDER BY 1, 2
"""
UNLOCKED = "ALTER TABLE runway.document DISABLE ROW LEVEL SECURITY"


def previous() -> str:
    """The revision before the newest."""
    scripts = ScriptDirectory.from_config(run.configuration())
    newest = scripts.get_revision(run.head())
    assert isinstance(newest.down_revision, str)
    return newest.down_revision


async def test_a_table_without_guard_stops_migrate_and_serve(own_world: World) -> None:
    await own_world.run(OPEN_TABLE)
    await own_world.run("GRANT SELECT ON runway.secret TO runway_api")
    with pytest.raises(Unsafe, match=r"runway\.secret"):
        await run.upgrade(own_world.address.as_role(OWNER))
    with pytest.raises(Unsafe, match=r"runway\.secret"):
        await refuse_unsafe(Place(own_world.address, {}))


async def test_a_table_without_guard_that_nobody_can_reach_fails_make_check(
    own_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    await refuse_findings(own_world.address)
    await own_world.run(OPEN_TABLE)
    with pytest.raises(typer.Exit):
        await refuse_findings(own_world.address)
    assert "runway.secret: A table is out of reach" in capsys.readouterr().err


async def test_a_newest_migration_that_leaves_a_hole_is_rolled_back(cluster: Cluster) -> None:
    address, before = await cluster.empty(), previous()
    await bootstrap(address, {})
    await run.upgrade(address.as_role(OWNER), before)
    async with open_world(address) as world:
        await world.run(UNLOCKED)
        made = await world.run(COLUMNS)
        with pytest.raises(Unsafe, match=r"runway\.document"):
            await run.upgrade(address.as_role(OWNER))
        rows = await world.run("SELECT version_num FROM runway.alembic_version")
        assert [row["version_num"] for row in rows] == [before]
        assert await world.run(COLUMNS) == made
    await cluster.drop(address)


async def test_a_sound_database_is_served(own_world: World) -> None:
    await refuse_unsafe(Place(own_world.address, {}))
