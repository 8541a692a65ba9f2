"""Runway's own schema passes its own audit, asked by a login that may read no table."""

from dataclasses import replace
from datetime import date

import pytest

from db.bootstrap import AUDITOR
from db.own_isolation import EXCEPTIONS, SCOPE
from db.tables import METADATA
from isolation.audit import CannotAudit, audit
from isolation.report import MatrixRow, Report
from isolation.scope import Scope
from tests.world import World

TODAY = date(2026, 12, 1)
#: Of the server that the tests run on, whichever that is; the schema cannot mend it.
OF_THE_SERVER = {"server_version"}


async def audited(world: World, scope: Scope | None = None, role: str = AUDITOR) -> Report:
    connection = await world.address.as_role(role).connect()
    try:
        return await audit(connection, scope or SCOPE, TODAY, declared=EXCEPTIONS)
    finally:
        await connection.close()


async def test_the_migrated_schema_is_clean_for_the_auditor_on_each_server(each_world: World) -> None:
    report = await audited(each_world)
    assert [finding for finding in report.findings if finding.code not in OF_THE_SERVER] == []
    assert {exception.finding.object for exception in report.exceptions} == {
        "runway.alembic_version",
        "runway.enter(uuid, uuid, text)",
        "runway.enter_portfolio(uuid, text)",
        "runway.enter_portfolio_one(uuid, uuid)",
        *(
            f"runway.{table}: directory TO runway_directory"
            for table in ("business", "app_user", "membership")
        ),
        "runway.sync_queue",
        "runway.sync_queue: queue TO runway_queue",
    }
    assert all(exception.why for exception in report.exceptions)


async def test_the_matrix_names_every_table_and_nothing_in_it_is_open(each_world: World) -> None:
    report = await audited(each_world)
    assert {row.table for row in report.matrix} == {
        *(set(METADATA.tables) - {"runway.sync_queue"}),
        "runway.alembic_version",
    }
    held = {(row.table, row.role): row for row in report.matrix}
    assert held["runway.document", "runway_api"] == MatrixRow(
        "runway.document", "runway_api", "canonical", "canonical", "canonical", "canonical", "none"
    )
    assert held["runway.membership", "runway_portfolio"].select == "own"
    assert held["runway.business", "runway_portfolio"].select == "portfolio"
    assert held["runway.alembic_version", "runway_api"].select == "reference"
    assert held["runway.connection_secret", "runway_sync"].select == "canonical"
    # What no request reaches has no row for the roles of requests.
    assert {role for table, role in held if table == "runway.connection_secret"} == {"runway_sync"}
    assert "OTHER" not in {row.select for row in report.matrix} | {row.truncate for row in report.matrix}


async def test_the_header_tells_the_roles_and_what_they_cannot_do(each_world: World) -> None:
    head = (await audited(each_world)).header
    assert [(role.name, role.audited, role.attributes) for role in head.roles] == [
        ("runway_api", True, ("LOGIN", "NOINHERIT")),
        ("runway_portfolio", True, ("LOGIN", "NOINHERIT")),
        ("runway_sync", True, ("LOGIN", "NOINHERIT")),
    ]
    assert head.memberships == ()
    settings = {setting.name: setting.value for setting in head.settings}
    assert settings["row_security"] == "on"
    assert settings["search_path"] == '"$user", public'
    # Only a superuser may see it; the report says so instead of leaving it out.
    assert settings["session_preload_libraries"] is None


async def test_the_auditor_has_no_right_on_any_table(own_world: World) -> None:
    rows = await own_world.run(
        "SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'runway'::regnamespace "
        "AND c.relkind IN ('r', 'p') AND has_any_column_privilege('runway_auditor', c.oid, 'SELECT')"
    )
    assert rows == []


async def test_an_audit_is_few_statements_in_one_read_only_transaction(each_world: World) -> None:
    connection = await each_world.address.as_role(AUDITOR).connect()
    sent: list[str] = []
    connection.add_query_logger(lambda logged: sent.append(logged.query))
    await audit(connection, SCOPE, TODAY, declared=EXCEPTIONS)
    await connection.close()
    assert "READ ONLY" in sent[0]
    assert "ROLLBACK" in sent[-1]
    assert len(sent) <= 12
    assert not [query for query in sent if "runway." in query]


async def test_inside_a_transaction_of_the_callers_it_leaves_everything_as_it_was(own_world: World) -> None:
    connection = await own_world.address.connect()
    async with connection.transaction():
        await connection.execute("SET LOCAL search_path = runway")
        await connection.execute(
            "CREATE TABLE runway.note (business_id uuid); GRANT SELECT ON note TO PUBLIC"
        )
        report = await audit(connection, SCOPE, TODAY, declared=EXCEPTIONS)
        assert "rls_off" in {finding.code for finding in report.findings}
        assert await connection.fetchval("SHOW search_path") == "runway"
        await connection.execute("INSERT INTO note DEFAULT VALUES")
    await connection.close()


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [
        (
            replace(SCOPE, roles=("runway_api", "nobody_of_that_name")),
            "There is no role 'nobody_of_that_name'",
        ),
        (replace(SCOPE, tenant_column="tenant_id"), "has a column 'tenant_id'"),
    ],
)
async def test_what_is_not_there_cannot_be_audited(own_world: World, scope: Scope, sentence: str) -> None:
    with pytest.raises(CannotAudit, match=sentence):
        await audited(own_world, scope)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        (
            "CREATE TABLE runway.added (business_id uuid); GRANT SELECT ON runway.added TO runway_api",
            "rls_off",
        ),
        (
            "CREATE TABLE runway.added (id uuid); GRANT INSERT ON runway.added TO runway_api",
            "tenantless_table",
        ),
        ("CREATE TABLE runway.added (id uuid); GRANT SELECT ON runway.added TO runway_api", "shared_table"),
        ("CREATE TABLE runway.added (id uuid)", "unreachable_table"),
    ],
)
async def test_a_table_that_a_migration_forgot_to_guard_is_found(
    own_world: World, sql: str, code: str
) -> None:
    for statement in sql.split(";"):
        await own_world.run(statement)
    report = await audited(own_world)
    assert code in {finding.code for finding in report.findings if finding.object == "runway.added"}
