"""A world with a server in front of it, for the tests of one module that leave each other's rows alone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.servers.postgres import TEMPLATE, Cluster
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

    In a new one every connection has all its statements still to plan; in an old one much is dead. A module
    restores what it changes of the schema and of rights, or the next ones would fail in its place.
    """

    MODULES = 12

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._modules = 0
        self._open = AsyncExitStack()
        self._served: Served
        self._emptied: str
        self._shape: object

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
            self._shape = await self._served.world.run(_SHAPE)
        self._modules += 1
        return self._served

    async def looked_after(self) -> None:
        """Fail unless the module left tables, rights and functions as they were."""
        shape = await self._served.world.run(_SHAPE)
        if shape != self._shape:
            # A new one for the next module.
            self._modules = 0
        assert shape == self._shape


#: What each table and function may be used for and how, as one text for each.
_SHAPE = """
    SELECT c.relname AS name, c.relrowsecurity AS secured,
           ARRAY(SELECT a::text FROM unnest(c.relacl) AS a ORDER BY 1) AS rights,
           ARRAY(SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = c.oid ORDER BY 1) ||
           ARRAY(SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = c.oid ORDER BY 1) ||
           ARRAY(SELECT format('%s %s', polname, pg_get_expr(polqual, polrelid))
                   FROM pg_policy WHERE polrelid = c.oid ORDER BY 1) AS rules
      FROM pg_class AS c WHERE c.relnamespace = 'runway'::regnamespace
    UNION ALL
    SELECT pg_get_functiondef(p.oid), false,
           ARRAY(SELECT a::text FROM unnest(p.proacl) AS a ORDER BY 1), NULL
      FROM pg_proc AS p WHERE p.pronamespace = 'runway'::regnamespace AND p.prokind = 'f'
    ORDER BY 1
"""


async def _emptying(world: World) -> str:
    """What deletes all that tests write into a new database, past all triggers."""
    rows = await world.run("SELECT 'runway.' || tablename AS name FROM pg_tables WHERE schemaname = 'runway'")
    # What is in it already is a migration's.
    empty = [row["name"] for row in rows if not await world.run(f"SELECT FROM {row['name']} LIMIT 1")]
    deletes = " ".join(f"DELETE FROM {name};" for name in empty)
    return f"DO $$ BEGIN SET LOCAL session_replication_role = replica; {deletes} END $$"
