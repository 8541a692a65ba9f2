"""Two businesses on each server, for all tests here that take back what they did."""

from collections.abc import AsyncIterator

import pytest

from tests.canaries import Pair, plant
from tests.postgres import Cluster
from tests.world import open_world


@pytest.fixture(scope="session", params=["cluster", "cluster_15"], ids=["bundled 18", "Debian 15"])
def shared_cluster(request: pytest.FixtureRequest) -> Cluster:
    """Both servers, one after the other."""
    found: Cluster = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
async def pair(shared_cluster: Cluster) -> AsyncIterator[Pair]:
    """The two, with rows in every table."""
    address = await shared_cluster.clone()
    async with open_world(address) as world:
        yield await plant(world)
    await shared_cluster.drop(address)


@pytest.fixture(params=["ours", "theirs"])
def sides(request: pytest.FixtureRequest, pair: Pair) -> Pair:
    """Each of the two as the one who tries."""
    return pair if request.param == "ours" else pair.turned()
