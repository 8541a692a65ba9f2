"""While somebody asks something hostile, everybody else is answered, and the server stays small."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from bench.books import TODAY
from tests.hostile.generated import operations
from tests.hostile.shapes import ANSWERED, SHAPES
from tests.hostile.watchdog import LONGEST, Target, probed, unnoticed
from tests.served_process import serving_process
from tests.server.knocking import SECRETS
from tests.servers.postgres import Cluster
from tests.trade import trade
from tests.world import ADVISOR, OWNER, open_world

pytestmark = pytest.mark.hostile

#: For how long operations are invented.
SECONDS = float(os.environ.get("HOSTILE_SECONDS", "60"))


@pytest.fixture(scope="module")
async def target(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Target]:
    """A business of 3,000 documents, served by a process that knows nothing else."""
    address = await cluster.clone()
    async with open_world(address) as world:
        business = await world.business(members={OWNER: "OWNER", ADVISOR: "ADVISOR"})
        await world.load(business, _with_gaps(trade(3_000, 1_000, TODAY)))
    async with (
        serving_process(address, tmp_path_factory.mktemp("hostile")) as (served, client),
        probed(str(client.base_url), served.pid, business) as target,
    ):
        # What a process allocates once is not what a request makes it hold.
        async with target.client(OWNER) as somebody:
            for shape in ("figures on aliases", "introspection in full"):
                await _sent(somebody, SHAPES[shape])
        yield target
    await cluster.drop(address)


def _with_gaps(records: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The same with every fifth due date missing: hundreds of issues, each of which moves the runway."""
    for document in [*records["Bill"], *records["Invoice"]][::5]:
        document.pop("DueDate", None)
    return records


async def _sent(client: httpx.AsyncClient, body: str) -> httpx.Response:
    """Send a hostile body; whatever the answer is, it is one of the API."""
    response = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.status_code < 500 or response.status_code in {503, 504}, response.text
    assert "INTERNAL_SERVER_ERROR" not in response.text
    if "errors" in (answer := response.json()):
        assert not any(SECRETS.search(error["message"]) for error in answer["errors"])
    return response


@pytest.mark.parametrize("shape", SHAPES)
async def test_nobody_waits_for_a_hostile_request(target: Target, shape: str) -> None:
    async with target.client(OWNER) as hostile:

        async def ask() -> None:
            response = await _sent(hostile, SHAPES[shape])
            assert ("errors" not in response.json()) == (shape in ANSWERED), response.text[:500]

        await unnoticed(target, ask)


@pytest.mark.parametrize("shape", SHAPES)
async def test_nobody_waits_for_many_of_them_at_once(target: Target, shape: str) -> None:
    async with target.client(OWNER) as hostile:
        # Eight at once are work by themselves, whatever they ask.
        await unnoticed(target, lambda: _at_once(hostile, shape, 8), 2 * LONGEST)


async def test_two_hundred_slow_queries_of_one_user_are_answered_or_sent_away(target: Target) -> None:
    async with target.client(OWNER) as hostile:

        async def ask() -> None:
            responses = await _at_once(hostile, "figures on aliases", 200)
            counts = Counter(response.status_code for response in responses)
            assert counts.keys() <= {200, 429, 503}
            assert counts[200] >= 3
            refused = [response for response in responses if response.status_code != 200]
            assert all(response.headers["retry-after"] for response in refused)

        # Two hundred connections at once are work by themselves.
        await unnoticed(target, ask, 2 * LONGEST)


async def _at_once(client: httpx.AsyncClient, shape: str, count: int) -> list[httpx.Response]:
    return await asyncio.gather(*(_sent(client, SHAPES[shape]) for _ in range(count)))


async def test_nobody_waits_for_invented_operations(target: Target) -> None:
    """Each is watched by itself; the time is a setting, for whoever wants to look for longer."""
    until = time.monotonic() + SECONDS
    bodies: list[str] = []

    @settings(max_examples=100, database=None, suppress_health_check=list(HealthCheck))
    @given(operations())
    def invent(body: str) -> None:
        bodies.append(body)

    async with target.client(OWNER) as hostile:
        while time.monotonic() < until:
            bodies.clear()
            invent()
            for body in bodies[: int(until - time.monotonic()) * 20]:
                try:
                    await unnoticed(target, partial(_sent, hostile, body))
                except Exception as noticed:
                    raise AssertionError(f"others noticed of {body}") from noticed
