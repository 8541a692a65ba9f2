"""`runway prove` on a database that is not Runway's, with options alone."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.servers.address import Address
from isolation.prover.grounds.scratch import connected
from tests.isolation.prover.shop import OPTIONS, empty_shop
from tests.server.cli.command import Ran, Runway
from tests.servers.postgres import Cluster


@pytest.fixture
async def stranger(each_cluster: Cluster) -> AsyncIterator[Address]:
    """Integer tenants called tenant_id, in a schema of their own, with a role of their own."""
    async with empty_shop(each_cluster) as address:
        yield address


@pytest.fixture
async def one_stranger(cluster: Cluster) -> AsyncIterator[Address]:
    """The same on one server, for what does not depend on its version."""
    async with empty_shop(cluster) as address:
        yield address


async def prove(folder: Path, address: Address, *more: str) -> Ran:
    return await Runway(folder, {}).run("prove", "--database-url", address.dsn(), *OPTIONS, *more)


async def test_it_is_proved(stranger: Address, tmp_path: Path) -> None:
    ran = await prove(tmp_path, stranger, "--json")
    proof = json.loads(ran.out)
    assert (ran.code, proof["green"], proof["breaches"], proof["inconclusive"]) == (0, True, [], [])
    assert {"shop.tenant", "shop.product", "shop.sale", "shop.sale_2026", "shop.best"} < proof[
        "matrix"
    ].keys()


async def test_a_hole_in_it_is_found_with_a_script_and_exit_code_1(stranger: Address, tmp_path: Path) -> None:
    async with connected(stranger) as connection:
        await connection.execute("ALTER POLICY mine ON shop.product USING (true)")
    ran = await prove(tmp_path, stranger)
    assert ran.code == 1
    assert "BREACH shop.product, read, shop_web acting as nobody" in ran.out
    assert 'SELECT "tenant_id", "sku", "title", "price" FROM "shop"."product";' in ran.out


async def test_who_names_the_wrong_column_is_told_and_gets_exit_code_2(
    one_stranger: Address, tmp_path: Path
) -> None:
    results = (
        "prove",
        "--database-url",
        one_stranger.dsn(),
        "--role",
        "shop_web",
        "--tenant-column",
        "customer",
    )
    sentence = (await Runway(tmp_path, {}).run(*results)).sentence()
    assert sentence == "no table has a column customer: name the tenant column with --tenant-column."


async def test_an_auditor_gets_both_reports_in_one_file(
    one_stranger: Address, tmp_path: Path, waivers: Path
) -> None:
    ran = await prove(tmp_path, one_stranger, "--format", "markdown", "--waivers", str(waivers))
    assert ran.code == 0, ran.err
    assert "# Audit of the database" in ran.out
    assert "| shop.product | shop_web | canonical | canonical | canonical | canonical | none |" in ran.out
    assert "shop.product: mine PERMISSIVE" in ran.out
    assert "nothing of another tenant was reached, and nothing stayed open" in ran.out
    assert "| blind delete: A DELETE without WHERE deletes a row of B. |" in ran.out


async def test_a_report_that_leaves_something_open_exits_with_1_and_says_what(
    one_stranger: Address, tmp_path: Path, waivers: Path
) -> None:
    results = ("--format", "markdown", "--in-transaction", "--waivers", str(waivers))
    ran = await prove(tmp_path, one_stranger, *results)
    assert ran.code == 1
    assert "nothing of another tenant was reached, but **not everything could be tried**" in ran.out
    assert "| (session used again: pooled) | all | not tried: " in ran.out


async def test_a_login_that_is_no_superuser_proves_in_one_transaction(
    one_stranger: Address, tmp_path: Path
) -> None:
    ran = await Runway(tmp_path, {}).run(
        "prove", "--database-url", one_stranger.as_role("shop_web").dsn(), *OPTIONS
    )
    assert "neither bypasses row-level security nor owns" in ran.sentence()
