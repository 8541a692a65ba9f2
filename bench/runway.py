"""A runway, and a page with priority and impact: what is open costs a little, what is past almost nothing."""

from uuid import UUID

from bench.books import TODAY, business_with
from bench.measure import Ratio, in_turns
from bench.reading import asking
from server.past_forecasts import make_past_forecasts
from server.serving import settle_memory
from server.sources.importing import OPERATOR
from tests.servers.postgres import Cluster
from tests.trade import trade
from tests.world import Api, open_world

RUNWAY = """{ runway { available { amount } average { state days } dated { state days }
    burn { net { median { amount } } } lowestBalance { amount { amount } date }
    forecast { weeks { startDate openingBalance { amount } receipts { amount } payments { amount }
    closingBalance { amount }
        bySource { source receipts { amount } payments { amount } } } } } }"""
PAGE = """{ decisionConsole { items(first: 50%s) { nodes { id documentNumber openBalance { amount }
    priority { score factors { name points reason } }
    impact { payNow { days lowestBalanceChange { amount } } atDue { days } latestSafe { days } } } } } }"""
BY_PRIORITY = ", orderBy: [{field: PRIORITY, descending: true}]"
BY_IMPACT = ", orderBy: [{field: IMPACT}]"
QUESTIONS = {
    "runway with forecast": RUNWAY,
    "console page with priority and impact": PAGE % "",
    "console page by priority": PAGE % BY_PRIORITY,
    "console page by impact": PAGE % BY_IMPACT,
}
BASELINE = "mutation { setRunwayPolicy(input: {baseline: %s, expectedVersion: 0}) { userErrors { code } } }"
WITH_BAND = RUNWAY[:-3] + "band { unknownReason points { date low { amount } high { amount } } } } }"
#: Ranking computes every open item: it is bounded by how many there are.
AIMS = ("at most 3", "at most 3", "bounded", "bounded")
ROUNDS = 15


async def runway(cluster: Cluster, scale: float) -> list[Ratio]:
    """5,000 open items in 50,000 documents, against 50 open items in as many."""
    address = await cluster.clone()
    async with open_world(address) as world:
        large, small = (
            trade(int(50_000 * scale), int(5_000 * scale), TODAY),
            trade(int(50_000 * scale), 50, TODAY),
        )
        ids = [await business_with(world, name, made) for name, made in (("Large", large), ("Small", small))]
        await world.run("VACUUM ANALYZE")
        async with world.api() as api:
            # As a server does once it has started.
            settle_memory()
            results = [await _ratio(api, n, *ids) for n in range(len(QUESTIONS))]
    await cluster.drop(address)
    return results


async def _ratio(api: Api, number: int, large: UUID, small: UUID) -> Ratio:
    what, query = list(QUESTIONS.items())[number]
    measured, against = await in_turns(asking(api, query, large), asking(api, query, small), ROUNDS)
    return Ratio(f"{what}, 5,000 open items : 50", measured, against, AIMS[number])


async def usual(cluster: Cluster, scale: float) -> list[Ratio]:
    """What is usual and the band, against the same books without both: 500 open items of 10,000 documents."""
    address = await cluster.clone()
    async with open_world(address) as world, world.api() as api:
        made, actions = trade(int(10_000 * scale), int(500 * scale), TODAY), []
        for baseline, query in (("USUAL", WITH_BAND), ("NONE", RUNWAY)):
            business_id = await business_with(world, baseline, made)
            await world.run("VACUUM ANALYZE")
            await world.directory.grant(business_id, OPERATOR, "OPERATOR")
            await make_past_forecasts(world.books, business_id, lambda _what, _done, _total: None)
            await api.ask(BASELINE % baseline, business=business_id)
            actions.append(asking(api, query, business_id))
        settle_memory()
        measured, against = await in_turns(actions[0], actions[1], ROUNDS)
    await cluster.drop(address)
    return [Ratio("runway with baseline and band : without", measured, against, "at most 1.3")]
