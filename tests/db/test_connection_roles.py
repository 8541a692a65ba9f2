"""The secrets of connections and the queue of their syncs: one role reaches each, and no request's does."""

import pytest

from db.bootstrap import API, AUDITOR, BACKUP, DIRECTORY, OWNER, PORTFOLIO, QUEUE, SYNC
from db.own_isolation import EXCEPTIONS, SCOPE
from isolation.audit import audit
from tests.canaries import Pair
from tests.clock import NOW
from tests.db.catalogue import Fingerprint, Kind, Table, fingerprint, tables
from tests.db.guises import (
    JUNK,
    NO_MEMBERSHIP,
    NOBODY,
    REFUSED,
    UNREADABLE,
    attempt,
    connected,
    entered,
    inside,
    visible,
)
from tests.world import World

NOTHING = Fingerprint(0, None)


async def _one(world: World, kind: Kind) -> Table:
    (table,) = await tables(world, kind)
    return table


def _writes(table: Table) -> tuple[str, ...]:
    name = f"runway.{table.name}"
    return (f"INSERT INTO {name} DEFAULT VALUES", table.change, f"DELETE FROM {name}", f"TRUNCATE {name}")


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        *((role, Kind.SECRET) for role in (API, PORTFOLIO, DIRECTORY, AUDITOR, QUEUE)),
        *((role, Kind.QUEUE) for role in (API, PORTFOLIO, DIRECTORY, AUDITOR, SYNC)),
    ],
)
async def test_every_other_role_is_refused_every_command(pair: Pair, role: str, kind: Kind) -> None:
    table = await _one(pair.world, kind)
    guise = inside(pair.ours) if role in {API, SYNC} else NOBODY
    async with connected(pair.world, role) as connection:
        assert await visible(connection, guise, table) == REFUSED
        outcomes = {await attempt(connection, guise, sql) for sql in _writes(table)}
        assert outcomes == {REFUSED}


async def test_the_secret_of_the_business_entered_is_seen_and_changed_and_no_other(sides: Pair) -> None:
    world, table = sides.world, await _one(sides.world, Kind.SECRET)
    theirs = await fingerprint(world, table, sides.theirs.business)
    aimed = f"UPDATE runway.{table.name} SET realm = 'taken' WHERE business_id = $1"
    async with connected(world, SYNC) as sync:
        seen = await visible(sync, inside(sides.ours), table)
        assert seen == await fingerprint(world, table, sides.ours.business) != theirs
        assert await attempt(sync, inside(sides.ours), table.change) == "UPDATE 1"
        assert await attempt(sync, inside(sides.ours), aimed, sides.theirs.business) == "UPDATE 0"
        move = f"UPDATE runway.{table.name} SET business_id = $1"
        assert await attempt(sync, inside(sides.ours), move, sides.theirs.business) == REFUSED
        insert = f"INSERT INTO runway.{table.name} (business_id) VALUES ($1) ON CONFLICT DO NOTHING"
        assert await attempt(sync, inside(sides.ours), insert, sides.theirs.business) == REFUSED
        for guise in (NOBODY, *JUNK):
            assert await visible(sync, guise, table) in (NOTHING, UNREADABLE)
            assert await attempt(sync, guise, table.change) in {"UPDATE 0", UNREADABLE}
        stranger = entered(sides.ours.owner, sides.theirs.business)
        assert await visible(sync, stranger, table) == NO_MEMBERSHIP
    assert await fingerprint(world, table, sides.theirs.business) == theirs


async def test_the_keeper_of_secrets_reads_no_more_of_a_business_than_entering_takes(pair: Pair) -> None:
    async with connected(pair.world, SYNC) as sync:
        columns = "SELECT id, time_zone FROM runway.business"
        assert await attempt(sync, inside(pair.ours), columns) == "SELECT 1"
        assert await attempt(sync, inside(pair.ours), "SELECT name FROM runway.business") == REFUSED
        assert await attempt(sync, inside(pair.ours), "SELECT * FROM runway.app_user") == REFUSED
        assert (
            await attempt(sync, inside(pair.ours), "UPDATE runway.membership SET role = 'OWNER'") == REFUSED
        )


async def test_the_queue_shows_ids_and_times_of_all_businesses_to_its_role(pair: Pair) -> None:
    table = await _one(pair.world, Kind.QUEUE)
    async with connected(pair.world, QUEUE) as queue:
        seen = await visible(queue, NOBODY, table)
        assert isinstance(seen, Fingerprint)
        assert seen.rows == 2
        for other in await tables(pair.world, Kind.TENANT, Kind.ROOT, Kind.PEOPLE, Kind.SECRET):
            assert await visible(queue, NOBODY, other) == REFUSED, other.name


@pytest.mark.parametrize("kind", [Kind.SECRET, Kind.QUEUE])
async def test_a_backup_has_the_rows_and_the_owner_of_the_tables_sees_none(pair: Pair, kind: Kind) -> None:
    table = await _one(pair.world, kind)
    for role, rows in ((BACKUP, 2), (OWNER, 0)):
        async with connected(pair.world, role) as connection:
            seen = await visible(connection, NOBODY, table)
            assert isinstance(seen, Fingerprint)
            assert seen.rows == rows


@pytest.mark.parametrize(
    "mistake",
    [
        "GRANT SELECT ON runway.connection_secret TO runway_api",
        "GRANT UPDATE (realm) ON runway.connection_secret TO runway_portfolio",
        "GRANT SELECT ON runway.connection_secret TO PUBLIC",
        "GRANT runway_sync TO runway_api",
        "ALTER POLICY tenant_sync ON runway.connection_secret USING (true)",
        "ALTER TABLE runway.connection_secret DISABLE ROW LEVEL SECURITY",
        "GRANT SELECT ON runway.sync_queue TO runway_api",
    ],
)
async def test_a_way_to_the_secrets_is_found_by_the_audit(own_world: World, mistake: str) -> None:
    await own_world.run(mistake)
    try:
        connection = await own_world.address.as_role(AUDITOR).connect()
        report = await audit(connection, SCOPE, NOW.date(), declared=EXCEPTIONS)
        await connection.close()
    finally:
        # Roles are of the whole server, and outlive the database.
        await own_world.run("REVOKE runway_sync FROM runway_api")
    assert [finding.code for finding in report.findings if finding.code != "server_version"]
