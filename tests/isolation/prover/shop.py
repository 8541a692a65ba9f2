"""The shop in a database of its own, empty or seeded."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from db.servers.address import Address
from isolation.prover.prove import prepare
from tests.isolation import toy
from tests.isolation.prover.seeded import Seeded
from tests.servers.postgres import Cluster

ROLE = "shop_web"
SCOPE = replace(toy.SCOPE, roles=(ROLE,))
OPTIONS = tuple(ROLE if option == "shop_app" else option for option in toy.OPTIONS)
#: A role of its own: the one of the other shop comes and goes with the tests of the audit. It may not
#: change slugs, which are unique over all tenants: that one is taken tells that it exists.
SQL = toy.SQL.replace("shop_app", ROLE).replace("SELECT, UPDATE (slug) ON", "SELECT ON")


@asynccontextmanager
async def empty_shop(cluster: Cluster) -> AsyncIterator[Address]:
    """The shop's schema without rows; its role lives as long."""
    address, beside = await cluster.empty(), cluster.superuser.with_database("postgres")
    await _run(beside, f"CREATE DATABASE {address.database}")
    await _run(address, f"REVOKE ALL ON DATABASE {address.database} FROM PUBLIC")
    await _run(address, SQL)
    await _run(address, f"GRANT CONNECT ON DATABASE {address.database} TO {ROLE}")
    yield address
    await _run(address, f"DROP OWNED BY {ROLE}")
    await _run(beside, f"DROP DATABASE {address.database} WITH (FORCE)")
    await _run(beside, f"DROP ROLE {ROLE}")


@asynccontextmanager
async def open_shop(cluster: Cluster) -> AsyncIterator[Seeded]:
    """The shop, ready to be attacked."""
    async with empty_shop(cluster) as address:
        task, _logins = await prepare(address, SCOPE, {})
        yield Seeded(address, task)


async def _run(address: Address, sql: str) -> None:
    connection = await address.connect()
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
