"""A database that is not Runway's is audited with options alone."""

from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest

from isolation.audit import audit
from isolation.lints.lint import Level
from isolation.report import Report
from tests.isolation import toy
from tests.servers.postgres import Cluster

TODAY = date(2026, 12, 1)


@pytest.fixture
async def shop(each_cluster: Cluster) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The shop, in a transaction that is rolled back, roles and all."""
    address = await each_cluster.clone()
    connection = await address.connect()
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(toy.SQL)
    yield connection
    await transaction.rollback()
    await connection.close()
    await each_cluster.drop(address)


async def audited(shop: "asyncpg.Connection[asyncpg.Record]") -> Report:
    return await audit(shop, toy.SCOPE, TODAY)


async def test_a_shop_with_integer_tenants_is_clean(shop: "asyncpg.Connection[asyncpg.Record]") -> None:
    report = await audited(shop)
    results = [finding for finding in report.findings if finding.code != "server_version"]
    assert [(item.level, item.code, item.object) for item in results] == [
        (Level.INFO, "shared_table", "shop.currency")
    ]
    assert {(row.table, row.select, row.delete) for row in report.matrix} == {
        ("shop.tenant", "canonical", "none"),
        ("shop.product", "canonical", "canonical"),
        ("shop.sale", "canonical", "canonical"),
        ("shop.best", "invoker", "none"),
        ("shop.currency", "reference", "none"),
    }


@pytest.mark.parametrize(
    ("sql", "code", "object_"),
    [
        ("ALTER POLICY mine ON shop.product USING (true)", "policy_not_canonical", "shop.product: mine"),
        (
            "ALTER POLICY mine ON shop.product "
            "USING (tenant_id > nullif(current_setting('app.tenant_id', true), '')::integer)",
            "policy_not_canonical",
            "shop.product: mine",
        ),
        ("GRANT SELECT ON shop.sale_2026 TO shop_app", "rls_off", "shop.sale_2026"),
        (
            "ALTER TABLE shop.sale_2026 ADD UNIQUE (day)",
            "unique_key_without_tenant",
            "shop.sale_2026: sale_2026_day_key",
        ),
        ("GRANT TRUNCATE ON shop.product TO shop_app", "truncate_privilege", "shop.product"),
        ("ALTER VIEW shop.best RESET (security_invoker)", "view_not_invoker", "shop.best"),
    ],
)
async def test_a_fault_planted_in_the_shop_is_found(
    shop: "asyncpg.Connection[asyncpg.Record]", sql: str, code: str, object_: str
) -> None:
    await shop.execute(sql)
    assert (code, object_) in {(finding.code, finding.object) for finding in (await audited(shop)).findings}


@pytest.mark.parametrize(
    ("type_", "cast"),
    [("text", ""), ("character varying(20)", ""), ("bigint", "::bigint"), ("numeric(10,0)", "::numeric")],
)
async def test_the_tenant_column_may_be_of_any_type(
    shop: "asyncpg.Connection[asyncpg.Record]", type_: str, cast: str
) -> None:
    hold = f"tenant_id = nullif(current_setting('app.tenant_id', true), ''){cast}"
    await shop.execute(
        f"CREATE TABLE shop.typed (tenant_id {type_} NOT NULL PRIMARY KEY); "
        "ALTER TABLE shop.typed ENABLE ROW LEVEL SECURITY; ALTER TABLE shop.typed FORCE ROW LEVEL SECURITY; "
        f"CREATE POLICY mine ON shop.typed USING ({hold}) WITH CHECK ({hold}); "
        "GRANT SELECT ON shop.typed TO shop_app"
    )
    codes = {finding.code for finding in (await audited(shop)).findings}
    assert codes <= {"server_version", "shared_table"}
