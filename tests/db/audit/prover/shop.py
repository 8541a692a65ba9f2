"""The shop in a database of its own, seeded once for all faults that are planted and taken back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import asyncpg

from db.address import Address
from db.audit.prover.attack import Attack, attack
from db.audit.prover.ground import OneTransaction
from db.audit.prover.prove import prepare
from db.audit.prover.tally import Tally
from tests.db.audit import toy
from tests.postgres import Cluster

ROLE = "shop_web"
SCOPE = replace(toy.SCOPE, roles=(ROLE,))
OPTIONS = tuple(ROLE if each == "shop_app" else each for each in toy.OPTIONS)
#: A role of its own: the one of the other shop comes and goes with the tests of the audit. It may not
#: change slugs, which are unique over all tenants: that one is taken tells that it exists.
SQL = toy.SQL.replace("shop_app", ROLE).replace("SELECT, UPDATE (slug) ON", "SELECT ON")


@dataclass(frozen=True, slots=True)
class Shop:
    """Two tenants in it, and the instruments."""

    address: Address
    task: Attack

    async def attacked(self, *faults: str, only: str, probe: str | None = None) -> Tally:
        """Plant, attack one target with one probe or all, take it back."""
        probes = tuple(each for each in self.task.probes if probe in (None, each.name))
        async with self.broken(*faults) as connection:
            ground = OneTransaction(connection, superuser=True, unset=True)
            task = replace(self.task, ground=ground, only=frozenset({only}), probes=probes)
            return await attack(task, lambda _step, _done, _total: None)

    @asynccontextmanager
    async def broken(self, *faults: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """A superuser's connection in a transaction that ends with what it planted."""
        connection = await self.address.connect()
        transaction = connection.transaction()
        await transaction.start()
        try:
            for fault in faults:
                await connection.execute(fault)
            yield connection
        finally:
            await transaction.rollback()
            await connection.close()


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
async def open_shop(cluster: Cluster) -> AsyncIterator[Shop]:
    """The shop, ready to be attacked."""
    async with empty_shop(cluster) as address:
        task, _logins = await prepare(address, SCOPE, {})
        yield Shop(address, task)


async def _run(address: Address, sql: str) -> None:
    connection = await address.connect()
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
