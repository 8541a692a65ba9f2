"""The fingerprint: the same for what is the same, another for anything that keeps tenants apart."""

from collections.abc import AsyncIterator
from datetime import date
from typing import TypeAlias

import asyncpg
import pytest

from db.own_isolation import EXCEPTIONS, SCOPE
from db.servers.address import Address
from isolation.audit import audit
from isolation.fingerprint import Change, Section, changes, fingerprint, sections_of
from isolation.report import Report
from tests.examples import only_in_ci
from tests.servers.postgres import Cluster

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
TODAY = date(2026, 12, 1)


async def taken(address: Address) -> Report:
    connection = await address.connect()
    try:
        return await audit(connection, SCOPE, TODAY, declared=EXCEPTIONS)
    finally:
        await connection.close()


@pytest.fixture
async def connection(cluster: Cluster) -> AsyncIterator[Connection]:
    """A superuser's on a clone, in a transaction that is rolled back."""
    address = await cluster.clone()
    connection = await address.connect()
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()
    await cluster.drop(address)


@only_in_ci
async def test_two_clones_on_two_versions_have_one_fingerprint(cluster: Cluster, cluster_15: Cluster) -> None:
    addresses = (await cluster.clone(), await cluster.clone(), await cluster_15.clone())
    reports = [await taken(address) for address in addresses]
    for server, address in zip((cluster, cluster, cluster_15), addresses, strict=True):
        await server.drop(address)
    assert reports[0].sections == reports[1].sections
    assert reports[0].sections == reports[2].sections
    assert len({report.fingerprint for report in reports}) == 1


async def test_rows_do_not_change_it(connection: Connection) -> None:
    before = await audit(connection, SCOPE, TODAY, declared=EXCEPTIONS)
    await connection.execute(
        "INSERT INTO runway.business (id, name, currency_code, time_zone) "
        "VALUES (gen_random_uuid(), 'Acme', 'USD', 'UTC')"
    )
    assert (await audit(connection, SCOPE, TODAY, declared=EXCEPTIONS)).fingerprint == before.fingerprint


@pytest.mark.parametrize(
    ("sql", "section"),
    [
        ("ALTER POLICY tenant ON runway.term USING (true)", "policies"),
        ("DROP POLICY tenant ON runway.term", "policies"),
        ("ALTER TABLE runway.term NO FORCE ROW LEVEL SECURITY", "row-level security"),
        ("GRANT DELETE ON runway.decision TO runway_api", "grants"),
        ("GRANT UPDATE (created_at) ON runway.business TO runway_api", "grants"),
        ("GRANT USAGE ON SCHEMA runway TO PUBLIC", "grants"),
        ("GRANT EXECUTE ON FUNCTION runway.enter(uuid, uuid, text) TO PUBLIC", "grants"),
        ("ALTER ROLE runway_api BYPASSRLS", "roles"),
        ("GRANT runway_owner TO runway_api", "memberships"),
        ("ALTER ROLE runway_api SET app.business_id = 'x'", "role settings"),
        ("ALTER FUNCTION runway.enter(uuid, uuid, text) SECURITY DEFINER", "functions"),
        ("ALTER FUNCTION runway.enter(uuid, uuid, text) RESET search_path", "functions"),
        ("ALTER TABLE runway.term OWNER TO runway_directory", "owners"),
        (
            "ALTER DEFAULT PRIVILEGES FOR ROLE runway_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
            "default privileges",
        ),
        ("CREATE VIEW runway.seen WITH (security_invoker) AS SELECT 1", "views"),
    ],
)
async def test_it_changes_with_what_keeps_tenants_apart_and_says_where(
    connection: Connection, sql: str, section: str
) -> None:
    before = await audit(connection, SCOPE, TODAY, declared=EXCEPTIONS)
    await connection.execute(sql)
    after = await audit(connection, SCOPE, TODAY, declared=EXCEPTIONS)
    assert before.fingerprint != after.fingerprint
    old = {section.name: section.lines for section in before.sections}
    assert section in {change.section for change in changes(old, after.sections)}


def test_the_order_of_rows_does_not_matter_and_sections_do_not_run_together() -> None:
    one = sections_of([("a", "2"), ("a", "1"), ("b", "3")])
    assert one == sections_of([("b", "3"), ("a", "1"), ("a", "2"), ("a", "2")])
    assert fingerprint(one) != fingerprint(sections_of([("a", "1"), ("a", "2"), ("a", "b"), ("a", "3")]))


def test_a_change_tells_what_went_and_what_came() -> None:
    new = (Section("grants", ("b", "c")), Section("views", ("v",)))
    assert changes({"grants": ["a", "b"], "roles": ["r"]}, new) == (
        Change("grants", ("a",), ("c",)),
        Change("roles", ("r",), ()),
        Change("views", (), ("v",)),
    )
    assert changes({"grants": ["b", "c"], "views": ["v"]}, new) == ()
