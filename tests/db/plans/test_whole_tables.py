"""Nothing that a request or an import does reads a whole table, in which the rows of all businesses are."""

import json
from decimal import Decimal

from orchestrators.sources.facts import SourceRecord
from tests.clock import today
from tests.db.plans.visited import MEMBERS, SCANNED, by_examples, by_import
from tests.trade import trade
from tests.world import World


async def test_no_import_and_no_example_reads_a_whole_table(each_world: World) -> None:
    made = json.loads(json.dumps(trade(100, 20, today())), parse_float=Decimal)
    records = [SourceRecord("made", entity, data) for entity, all_of_it in made.items() for data in all_of_it]
    business = await each_world.business(members=MEMBERS)
    # When the statistics know nothing, and when they know a table in which few rows are.
    for _ in ("unknown", "known"):
        assert await by_import(each_world, business, "a realm", records, SCANNED) == 0
        scanned = await by_examples(each_world.books, business, SCANNED)
        assert {name: times for name, times in scanned.items() if times} == {}
        await each_world.run("ANALYZE")
