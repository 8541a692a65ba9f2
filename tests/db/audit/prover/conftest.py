"""The shop of both servers, seeded once for a module."""

from collections.abc import AsyncIterator

import pytest

from tests.db.audit.prover.seeded import Seeded
from tests.db.audit.prover.shop import open_shop
from tests.postgres import Cluster


@pytest.fixture(scope="module", params=["cluster", "cluster_15"], ids=["bundled 18", "Debian 15"])
def a_cluster(request: pytest.FixtureRequest) -> Cluster:
    """Both servers, one after the other."""
    found: Cluster = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
async def shop(a_cluster: Cluster) -> AsyncIterator[Seeded]:
    """Its shop."""
    async with open_shop(a_cluster) as opened:
        yield opened
