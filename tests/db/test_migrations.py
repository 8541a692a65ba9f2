"""From nothing to the newest migration, on every server that is supported."""

from db.bootstrap import OWNER, ROLES, bootstrap
from migrations import run
from tests.postgres import Cluster


async def test_a_new_server_is_bootstrapped_and_migrated_and_equals_the_code(each_cluster: Cluster) -> None:
    address = await each_cluster.empty()
    first = await bootstrap(address, {})
    again = await bootstrap(address, {})
    await run.upgrade(address.as_role(OWNER))
    await run.upgrade(address.as_role(OWNER))
    await run.check(address.as_role(OWNER))
    await each_cluster.drop(address)
    assert first.database
    assert not again.database
    assert again.roles == ()


async def test_no_role_can_become_another_and_only_the_backup_bypasses_policies(
    each_cluster: Cluster,
) -> None:
    connection = await each_cluster.superuser.with_database("postgres").connect()
    rows = await connection.fetch(
        "SELECT rolname, rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb, "
        "EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS member "
        "FROM pg_roles r WHERE rolname = ANY ($1)",
        list(ROLES),
    )
    await connection.close()
    assert {row["rolname"] for row in rows} == set(ROLES)
    assert {row["rolname"] for row in rows if row["rolbypassrls"]} == {"runway_backup"}
    assert not [
        row
        for row in rows
        if any(row[name] for name in ("rolsuper", "rolinherit", "rolcreaterole", "rolcreatedb", "member"))
    ]
