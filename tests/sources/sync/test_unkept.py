"""A sync whose failure cannot even be kept: tried again ever more rarely, and told in one line."""

from datetime import timedelta
from pathlib import Path

import pytest

from orchestrators.sources.connections.problems import ProblemCode
from tests.sources.quickbooks_server.company import Company
from tests.sources.sync.connected import Connected
from tests.sources.sync.reading import REALM
from tests.sources.sync.test_command import runway
from tests.world import World

BREAK = """
CREATE FUNCTION runway.broken() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION ''a secret of a row''; END'
"""
WHILE_A_SYNC_IS_KEPT = """
CREATE TRIGGER broken BEFORE UPDATE ON runway.source_connection
FOR EACH ROW EXECUTE FUNCTION runway.broken()
"""


@pytest.fixture
def world(own_world: World) -> World:
    """A database of the test's own, whose tables it may break."""
    return own_world


async def test_the_pauses_grow_and_it_heals_by_itself(connected: Connected, company: Company) -> None:
    business = await connected.business(REALM)
    await connected.world.run(BREAK)
    await connected.world.run(WHILE_A_SYNC_IS_KEPT)
    worker, results = connected.worker()
    pauses = []
    for number in range(4):
        await worker.once()
        assert len(results) == number + 1
        (row,) = await connected.world.run("SELECT due_at, claimed_by FROM runway.sync_queue")
        assert row["claimed_by"] is None
        pauses.append(row["due_at"] - connected.now)
        await connected.later(seconds=pauses[-1].total_seconds())
    assert {done.failure and done.failure.problem for done in results} == {ProblemCode.SYNC_FAILED}
    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 1, 2, 4)]
    await connected.world.run("DROP TRIGGER broken ON runway.source_connection")
    await worker.once()
    assert results[-1].failure is None
    assert await connected.differences(business, company) == set()


@pytest.mark.usefixtures("company")
async def test_a_single_run_tells_it_without_a_traceback(connected: Connected, tmp_path: Path) -> None:
    await connected.business(REALM, "Broken")
    await connected.world.run(BREAK)
    await connected.world.run(WHILE_A_SYNC_IS_KEPT)
    ran = await runway(connected, tmp_path).run("sync", "--all")
    assert ran.code == 1
    assert "internal error" in ran.out
    assert "failure cannot be kept" in ran.err
    assert "Traceback" not in ran.err
    assert "a secret of a row" not in ran.out + ran.err


async def test_older_tables_are_told_before_anything_is_read(connected: Connected, tmp_path: Path) -> None:
    await connected.world.run("UPDATE runway.alembic_version SET version_num = '0020'")
    told = (await runway(connected, tmp_path).run("sync", "--all")).sentence()
    assert told.startswith("The database has migrations at 0020, not ")
    assert "`runway migrate`" in told
