"""Two businesses on each server, for all tests here that take back what they did."""

from collections.abc import AsyncIterator

import pytest

from tests.canaries import Pair, plant
from tests.servers.postgres import Cluster
from tests.world import open_world


@pytest.fixture(scope="session")
async def pair(each_cluster: Cluster) -> AsyncIterator[Pair]:
    """The two, with rows in every table."""
    address = await each_cluster.clone()
    async with open_world(address) as world:
        yield await plant(world)
    await each_cluster.drop(address)


@pytest.fixture(params=["ours", "theirs"])
def sides(request: pytest.FixtureRequest, pair: Pair) -> Pair:
    """Each of the two as the one who tries."""
    return pair if request.param == "ours" else pair.turned()
