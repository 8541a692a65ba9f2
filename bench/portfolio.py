"""An advisor's portfolio in one request, against asking for the runway of each client."""

from uuid import UUID

from bench.books import TODAY, business_with
from bench.measure import Action, Ratio, in_turns
from bench.reading import asking
from server.serving import settle_memory
from tests.servers.postgres import Cluster
from tests.trade import trade
from tests.world import Api, open_world

PORTFOLIO = """{ portfolio { id name status attention { rank codes reason } criticalIssues openIssues
    openDecisions score lastSyncedAt runway { unknownReason dated { state days } lowestBalance { amount
    } } } }"""
RUNWAY = "{ runway { unknownReason dated { state days } lowestBalance { amount { amount } } } }"
CLIENTS, ROUNDS = 100, 3


async def portfolio(cluster: Cluster, scale: float) -> list[Ratio]:
    """100 clients with 300 documents each, 40 of them open."""
    address = await cluster.clone()
    async with open_world(address) as world:
        number = max(2, int(CLIENTS * scale))
        ids = [await business_with(world, f"Client {n}", trade(300, 40, TODAY)) for n in range(number)]
        await world.run("VACUUM ANALYZE")
        async with world.api() as api:
            # As a server does once it has started.
            settle_memory()
            result = await in_turns(asking(api, PORTFOLIO, ids[0]), _one_by_one(api, ids), ROUNDS)
    await cluster.drop(address)
    return [Ratio(f"portfolio of {number} clients : {number} runways", *result, "at most 1.1")]


def _one_by_one(api: Api, ids: list[UUID]) -> Action:
    actions = [asking(api, RUNWAY, business_id) for business_id in ids]

    async def ask() -> None:
        for action in actions:
            await action()

    return ask
