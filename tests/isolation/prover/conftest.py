"""The shop of both servers, seeded once for a module."""

from collections.abc import AsyncIterator

import pytest

from tests.isolation.prover.seeded import Seeded
from tests.isolation.prover.shop import open_shop
from tests.servers.postgres import Cluster


@pytest.fixture(scope="module")
async def shop(each_cluster: Cluster) -> AsyncIterator[Seeded]:
    """Its shop."""
    async with open_shop(each_cluster) as opened:
        yield opened
