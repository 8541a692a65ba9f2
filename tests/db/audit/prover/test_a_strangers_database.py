"""`runway prove` on a database that is not Runway's, with options alone."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.address import Address
from db.audit.prover.scratch import connected
from tests.db.audit.prover.shop import OPTIONS, empty_shop
from tests.postgres import Cluster
from tests.server.command import Ran, Runway


@pytest.fixture
async def stranger(a_cluster: Cluster) -> AsyncIterator[Address]:
    """Integer tenants called tenant_id, in a schema of their own, with a role of their own."""
    async with empty_shop(a_cluster) as address:
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
    stranger: Address, tmp_path: Path
) -> None:
    asked = ("prove", "--database-url", stranger.dsn(), "--role", "shop_web", "--tenant-column", "customer")
    sentence = (await Runway(tmp_path, {}).run(*asked)).sentence()
    assert sentence == "no table has a column customer: name the tenant column with --tenant-column."
