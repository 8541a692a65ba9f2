"""A world with a server in front of it, for the tests of one module that leave each other's rows alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
