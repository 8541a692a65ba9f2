"""Two businesses in a database, of which each module that fills it further has a copy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.canaries import Marked, Pair
from tests.servers.postgres import Cluster
from tests.world import open_world


@dataclass(frozen=True, slots=True)
class Planted:
    """The large business and the other one, in a database to which nobody is connected."""

    cluster: Cluster
    database: str
    large: Marked
    small: Marked

    @asynccontextmanager
    async def copied(self) -> AsyncIterator[Pair]:
        """A copy, in which the large one is ours."""
        address = await self.cluster.clone(self.database)
        async with open_world(address) as world:
            yield Pair(world, self.large, self.small)
        await self.cluster.drop(address)
