"""Each lint finds what is planted for it, on both servers, and its remedy mends it."""

from collections.abc import AsyncIterator
from datetime import date
from importlib import import_module
from typing import TypeAlias

import asyncpg
import pytest

from db.own_isolation import EXCEPTIONS, SCOPE
from db.servers.address import Address
from isolation.audit import audit, findings
from isolation.exceptions import why_meant
from isolation.lints import LINTS
from isolation.lints.lint import Finding, Level, Lint
from isolation.lints.server_version import FIXES, Fix, question
from tests.isolation.plant import Plant
from tests.isolation.planted import PLANTS
from tests.servers.postgres import Cluster

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
TODAY = date(2026, 12, 1)

#: Facts about the machine, not about the schema: no plant can make a server older.
OF_THE_SERVER = {"server_version"}


@pytest.fixture(scope="module")
async def a_clone(each_cluster: Cluster) -> AsyncIterator[Address]:
    """One migrated database for all plants: each is rolled back."""
    address = await each_cluster.clone()
    yield address
    await each_cluster.drop(address)


@pytest.fixture
async def connection(a_clone: Address) -> AsyncIterator[Connection]:
    """A superuser's, in a transaction that ends with the test."""
    connection = await a_clone.connect()
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


async def findings_of(connection: Connection, code: str) -> list[Finding]:
    """What one lint says, but for the exceptions that are declared."""
    all_of_it = await findings(connection, SCOPE, [lint for lint in LINTS if lint.code == code])
    return [finding for finding in all_of_it if not why_meant(finding, EXCEPTIONS)]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.code}: {plant.object}")
async def test_a_planted_fault_is_found_and_its_remedy_mends_it(
    connection: Connection, a_clone: Address, plant: Plant
) -> None:
    if connection.get_server_version().major < plant.since:
        pytest.skip(f"PostgreSQL {plant.since} and later")
    assert plant.object not in {item.object for item in await findings_of(connection, plant.code)}
    await connection.execute(plant.sql.replace("{database}", a_clone.database))
    planted = [item for item in await findings_of(connection, plant.code) if item.object == plant.object]
    assert any(plant.detail in item.detail for item in planted), planted
    remedies = [item.remedy for item in planted if item.remedy]
    for remedy in remedies:
        await connection.execute(remedy)
    if remedies:
        assert plant.object not in {item.object for item in await findings_of(connection, plant.code)}


def test_every_lint_has_a_plant() -> None:
    assert {lint.code for lint in LINTS} == {plant.code for plant in PLANTS} | OF_THE_SERVER


def test_codes_are_unique_and_named_as_their_files_are() -> None:
    assert len({lint.code for lint in LINTS}) == len(LINTS)
    for lint in LINTS:
        assert import_module(f"isolation.lints.{lint.code}").LINT is lint


async def test_a_server_older_than_a_fix_is_found_and_a_newer_one_is_not(connection: Connection) -> None:
    number = await connection.fetchval("SELECT current_setting('server_version_num')::integer")
    major, minor = divmod(number, 10_000)
    missing = Fix("CVE-0000-1", "invented", ((major, minor + 1),))
    there = Fix("CVE-0000-2", "invented", ((major, minor), (major + 1, minor + 1)))
    lint = Lint("x", Level.WARNING, "x", "x", "x", question((missing, there)))
    message = await findings(connection, SCOPE, (lint,))
    assert [item.object for item in message] == ["server: CVE-0000-1"]


def test_no_fix_is_of_a_version_before_the_hole_was_mended_elsewhere() -> None:
    for fix in FIXES:
        majors = [major for major, _minor in fix.fixed_in]
        assert majors == list(range(majors[0], majors[-1] + 1)), fix.cve


async def test_a_policy_for_a_role_that_the_api_inherits_from_is_judged_too(connection: Connection) -> None:
    await connection.execute(
        "CREATE ROLE audit_between; GRANT audit_between TO runway_api; "
        "CREATE POLICY indirect ON runway.term TO audit_between USING (true)"
    )
    assert [item.object for item in await findings_of(connection, "policy_not_canonical")] == [
        "runway.term: indirect"
    ]


async def test_a_right_through_a_membership_makes_a_table_reachable(connection: Connection) -> None:
    await connection.execute(
        "CREATE ROLE audit_between; GRANT audit_between TO runway_api; "
        "CREATE TABLE runway.note (business_id uuid NOT NULL); GRANT SELECT ON runway.note TO audit_between"
    )
    assert [item.object for item in await findings_of(connection, "rls_off")] == ["runway.note"]


async def test_restrictive_policies_are_no_finding_since_they_only_narrow(connection: Connection) -> None:
    before = (await audit(connection, SCOPE, TODAY, declared=EXCEPTIONS)).findings
    await connection.execute(
        "CREATE POLICY narrow ON runway.term AS RESTRICTIVE TO runway_api USING (active)"
    )
    assert (await audit(connection, SCOPE, TODAY, declared=EXCEPTIONS)).findings == before


@pytest.mark.parametrize(
    "body",
    [
        "PERFORM set_config('app.request_id', value, true)",
        "PERFORM current_setting('app.business_id', true)",
        "EXECUTE 'SELECT current_setting(''app.user_id'', true)'",
        "EXECUTE format('UPDATE runway.term SET %I = $1', value) USING value",
        "EXECUTE 'UPDATE runway.term SET ' || value",
        "EXECUTE format('SET LOCAL statement_timeout = %L', value)",
        "EXECUTE 'SET ROLE ' || quote_ident(value)",
        "SET LOCAL transaction_read_only = on",
        "RAISE EXCEPTION 'app.business_id is not set'",
        "PERFORM 1; -- as SET LOCAL app.business_id = 'x' would",
    ],
)
async def test_a_function_that_sets_no_context_is_no_finding(connection: Connection, body: str) -> None:
    await connection.execute(
        "CREATE FUNCTION runway.planted(value text) RETURNS void LANGUAGE plpgsql "
        f"AS $body$ BEGIN {body}; \nEND $body$; GRANT EXECUTE ON FUNCTION runway.planted(text) TO runway_api"
    )
    assert await findings_of(connection, "context_function") == []


async def test_a_function_that_no_request_executes_may_set_the_context(connection: Connection) -> None:
    await connection.execute(
        "CREATE FUNCTION runway.planted() RETURNS void LANGUAGE plpgsql "
        "AS $body$ BEGIN SET LOCAL app.business_id = 'x'; END $body$; "
        "REVOKE EXECUTE ON FUNCTION runway.planted() FROM PUBLIC"
    )
    assert await findings_of(connection, "context_function") == []


@pytest.mark.parametrize(
    ("code", "sql"),
    [
        ("role_sees_statements", "GRANT pg_read_all_settings TO runway_api"),
        ("role_sees_statements", "GRANT pg_monitor TO runway_auditor"),
        ("role_signals_sessions", "GRANT pg_signal_backend TO runway_owner"),
        ("shared_sequence", "CREATE SEQUENCE runway.counted; GRANT USAGE ON runway.counted TO runway_backup"),
    ],
)
async def test_what_no_request_can_use_is_no_finding(connection: Connection, code: str, sql: str) -> None:
    await connection.execute(sql)
    assert await findings_of(connection, code) == []
