"""Nothing that a request or an import does reads a whole table, in which the rows of all businesses are."""

from tests.db.plans.visited import MEMBERS, SCANNED, by_examples, by_trade
from tests.world import World


async def test_no_import_and_no_example_reads_a_whole_table(each_world: World) -> None:
    business = await each_world.business(members=MEMBERS)
    # When the statistics know nothing, and when they know a table in which few rows are.
    for _ in ("unknown", "known"):
        assert await by_trade(each_world, business, 100, 20, SCANNED) == 0
        scanned = await by_examples(each_world.books, business, SCANNED)
        assert {name: times for name, times in scanned.items() if times} == {}
        await each_world.run("ANALYZE")
