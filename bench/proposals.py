"""Clients who propose all at once wait for each other, and cost no more than one who proposes it all."""

import asyncio
from uuid import UUID

from bench.books import business_with, records
from bench.measure import Ratio, seconds
from tests.servers.postgres import Cluster
from tests.world import Api, World, gid, open_world

PROPOSE = """mutation ($i: ProposeDecisionInput!) { proposeDecision(input: $i) {
    decision { id } userErrors { code } } }"""
#: As many of one user wait at once, or are refused.
MOST = 50
#: What a client is told that came when too many others did; it sends the same again, with the same key.
BUSY = frozenset({"UNAVAILABLE", "TIMEOUT"})


async def proposals(cluster: Cluster, scale: float) -> list[Ratio]:
    """200 decisions about different bills, proposed at once and one after the other; all of them are kept."""
    count = max(2, int(200 * scale))
    address = await cluster.clone()
    async with open_world(address) as world, world.api() as api:
        first, second = [await _bills(world, name, count) for name in ("At once", "In turn")]
        at_once = await seconds(lambda: _at_once(api, first))
        in_turn = await seconds(lambda: _in_turn(api, second))
        (row,) = await world.run("SELECT count(*) AS kept FROM runway.decision")
        assert row["kept"] == 2 * count
    await cluster.drop(address)
    return [Ratio(f"{count} proposals at once : one after the other", at_once, in_turn, "at most 1.5")]


async def _bills(world: World, name: str, count: int) -> list[tuple[UUID, str]]:
    business_id = await business_with(world, name, records(count, count))
    rows = await world.run("SELECT id FROM runway.document WHERE business_id = $1", business_id)
    return [(business_id, gid("Bill", row["id"])) for row in rows]


async def _at_once(api: Api, bills: list[tuple[UUID, str]]) -> None:
    places = asyncio.Semaphore(MOST)

    async def propose(business_id: UUID, bill: str) -> None:
        async with places:
            await _propose(api, business_id, bill)

    await asyncio.gather(*(propose(*item) for item in bills))


async def _in_turn(api: Api, bills: list[tuple[UUID, str]]) -> None:
    for business_id, bill in bills:
        await _propose(api, business_id, bill)


async def _propose(api: Api, business_id: UUID, bill: str) -> None:
    """Propose to pay a bill, as often as it takes."""
    given = {"i": {"itemId": bill, "action": "PAY", "idempotencyKey": bill}}
    reply = await api.ask(PROPOSE, business=business_id, variables=given)
    while BUSY.intersection(reply.codes):
        reply = await api.ask(PROPOSE, business=business_id, variables=given)
    assert reply.data["proposeDecision"]["userErrors"] == []
