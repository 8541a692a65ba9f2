"""A database that is seeded once, for all faults that are planted and taken back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import asyncpg

from db.servers.address import Address
from isolation.prover.attack import Attack, attack
from isolation.prover.grounds.ground import OneTransaction
from isolation.prover.verdicts.tally import Tally


@dataclass(frozen=True, slots=True)
class Seeded:
    """A database with two tenants in it, and the instruments."""

    address: Address
    task: Attack

    async def attacked(self, *faults: str, only: str, probe: str | None = None) -> Tally:
        """Plant, attack one target with one probe or all, take it back."""
        probes = tuple(item for item in self.task.probes if probe in (None, item.name))
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
