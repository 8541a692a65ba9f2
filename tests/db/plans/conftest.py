"""The books of two businesses with many documents, imported once for all tests that look at plans."""

from collections.abc import AsyncIterator

import pytest

from tests.canaries import plant
from tests.db.plans.planted import Planted
from tests.servers.postgres import Cluster
from tests.world import open_world

#: Of the large business, and of the other one.
DOCUMENTS, FEW = 4_000, 500


@pytest.fixture(scope="session")
async def planted(each_cluster: Cluster) -> AsyncIterator[Planted]:
    """Both, on each server."""
    address = await each_cluster.clone()
    async with open_world(address) as world:
        pair = await plant(world, DOCUMENTS, FEW)
    yield Planted(each_cluster, address.database, pair.ours, pair.theirs)
    await each_cluster.drop(address)
