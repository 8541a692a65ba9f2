"""A hole of the server counts only where the schema lets somebody through it."""

from datetime import date

from db.own_isolation import EXCEPTIONS, SCOPE
from isolation.audit import audit
from isolation.lints import server_version
from tests.world import World

TODAY = date(2026, 11, 24)


async def _holes(world: World) -> set[str]:
    connection = await world.address.connect()
    try:
        report = await audit(connection, SCOPE, TODAY, declared=EXCEPTIONS)
    finally:
        await connection.close()
    return {finding.object for finding in report.findings if finding.code == server_version.LINT.code}


async def test_a_conflict_with_a_hidden_row_needs_a_key_without_the_tenant(own_world: World) -> None:
    (fix,) = (fix for fix in server_version.FIXES if fix.open_if != "true")
    (server,) = await own_world.run("SELECT current_setting('server_version_num')::integer AS number")
    major, minor = divmod(server["number"], 10_000)
    affected = any(item == major and minor < fixed for item, fixed in fix.fixed_in)
    before = await _holes(own_world)
    await own_world.run("CREATE UNIQUE INDEX across ON runway.document (number)")
    after = await _holes(own_world)
    assert f"server: {fix.cve}" not in before
    assert (f"server: {fix.cve}" in after) is affected
