"""A world with a server in front of it, for the tests of one module that leave each other's rows alone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.postgres import TEMPLATE, Cluster
from tests.world import Api, World, open_world


@dataclass(frozen=True, slots=True)
class Served:
    """A world, and a client of its server."""

    world: World
    api: Api


@asynccontextmanager
async def serving(cluster: Cluster, template: str = TEMPLATE, **settings: Any) -> AsyncIterator[Served]:
    """A database of its own, served until the context ends."""
    address = await cluster.clone(template)
    async with open_world(address) as world, world.api(**settings) as api:
        yield Served(world, api)
    await cluster.drop(address)


class InTurn:
    """Databases that are served, each to some modules in turn, and emptied between them.

    In a new one every connection has all its statements still to plan; in an old one much is dead.
    """

    MODULES = 12

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._modules = 0
        self._open = AsyncExitStack()
        self._served: Served
        self._emptied: str

    async def close(self) -> None:
        """End the last one."""
        await self._open.aclose()

    async def next(self) -> Served:
        """One for the next module."""
        if self._modules % self.MODULES:
            await self._served.world.run(self._emptied)
        else:
            await self._open.aclose()
            self._served = await self._open.enter_async_context(serving(self._cluster))
            self._emptied = await _emptying(self._served.world)
        self._modules += 1
        return self._served


async def _emptying(world: World) -> str:
    """What deletes all that tests write into a new database, past all triggers."""
    rows = await world.run("SELECT 'runway.' || tablename AS name FROM pg_tables WHERE schemaname = 'runway'")
    # What is in it already is a migration's.
    empty = [row["name"] for row in rows if not await world.run(f"SELECT FROM {row['name']} LIMIT 1")]
    deletes = " ".join(f"DELETE FROM {name};" for name in empty)
    return f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {deletes} END $$"
