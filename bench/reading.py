"""A page costs what is on it: not what lies in the archive, not what else is open."""

from uuid import UUID

from bench.books import business_with, records
from bench.measure import Action, Ratio, in_turns
from tests.servers.postgres import Cluster
from tests.world import Api, open_world

CONSOLE = """{ decisionConsole { items(first: 50) {
    nodes { id kind documentNumber counterparty { id name } openBalance { amount } dueDate } } } }"""
TRAY = """{ hygieneTray { issues(first: 50) {
    nodes { id check severity message document { id documentNumber } amountAtStake { amount } } } } }"""
ROUNDS = 40


async def console_page(cluster: Cluster, scale: float) -> list[Ratio]:
    """The console's first page at 5,000 open items in 50,000 documents, against 50 open items."""
    large, small = records(int(50_000 * scale), int(5_000 * scale)), records(int(50_000 * scale), 50)
    first, second = await _pages(cluster, CONSOLE, large, small)
    return [Ratio("console page, 5,000 open items : 50", first, second, "at most 3")]


async def tray_page(cluster: Cluster, scale: float) -> list[Ratio]:
    """The tray's first page at 100,000 documents, against 10,000, both with 1,000 issues."""
    issues = int(1_000 * scale)
    large = records(int(100_000 * scale), issues, issues)
    small = records(int(10_000 * scale), issues, issues)
    first, second = await _pages(cluster, TRAY, large, small)
    return [Ratio("tray page, 100,000 documents : 10,000", first, second, "at most 1.5")]


async def _pages(cluster: Cluster, query: str, *made: dict[str, list[object]]) -> tuple[float, float]:
    address = await cluster.clone()
    async with open_world(address) as world:
        ids = [await business_with(world, f"Business {n}", item) for n, item in enumerate(made)]
        await world.run("ANALYZE")
        async with world.api() as api:
            result = await in_turns(asking(api, query, ids[0]), asking(api, query, ids[1]), ROUNDS)
    await cluster.drop(address)
    return result


def asking(api: Api, query: str, business_id: UUID) -> Action:
    """A question over HTTP that must be answered."""

    async def ask() -> None:
        assert (await api.ask(query, business=business_id)).data

    return ask
