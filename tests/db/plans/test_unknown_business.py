"""A business that the statistics do not know costs what a known one of the same size does."""

import json
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from db.entrance import open_books
from demo.companies.studio import STUDIO
from demo.files import write
from orchestrators.sources.facts import Rejected
from orchestrators.sources.quickbooks import responses as quickbooks
from tests.db.plans.visited import EXAMPLES, MEMBERS, Visited, by_examples, by_import, held
from tests.examples import only_in_ci
from tests.ledger.habits.life import live
from tests.records import bill, vendor
from tests.servers.postgres import Cluster
from tests.world import World, open_world

DAY = date(2026, 11, 20)
STOPPED = f"""
    CREATE OR REPLACE FUNCTION runway.clock() RETURNS timestamptz LANGUAGE sql STABLE
    RETURN timestamptz '{DAY} 12:00+00'
"""
#: How many times what a business has an example may visit. The one that compares two days' runways reads a
#: table in some fifteen statements; a nested loop over all rows visits hundreds of times as many.
MORE = 30


@dataclass(frozen=True, slots=True)
class Grown:
    """What imports and examples visited, while a database grew from nothing under one connection.

    The first import follows a very small one, whose plans the connection has kept.
    """

    #: The rows of each of the two businesses in the largest tables.
    held: int
    imports: Visited
    #: Before the server counted any rows, over a connection that had its plans when there were none.
    uncounted: Visited
    #: When the statistics knew the business, and when they knew only another one of the same size.
    known: Visited
    unknown: Visited
    unprepared: Visited


@pytest.fixture(scope="module")
async def grown(each_cluster: Cluster) -> AsyncIterator[Grown]:
    address = await each_cluster.clone()
    async with open_world(address, connections=1) as world:
        await world.run(STOPPED)
        with tempfile.TemporaryDirectory() as folder:
            write(STUDIO, DAY, Path(folder))
            first, second = [await world.business(name, members=MEMBERS) for name in ("First", "Second")]
            await world.load(await world.business("Small"), {"Vendor": [vendor()], "Bill": [bill()]})
            await by_examples(world.books, first)
            imports = {"first": await _import(world, first, Path(folder))}
            uncounted = await by_examples(world.books, first)
            await world.run("ANALYZE")
            known = await by_examples(world.books, first)
            imports["second"] = await _import(world, second, Path(folder))
        unknown = await by_examples(world.books, second)
        books = await open_books(replace(address, prepared=False), {})
        unprepared = await by_examples(books, second)
        await books.close()
        rows = await held(world, second)
        yield Grown(rows, imports, uncounted, known, unknown, unprepared)
    await each_cluster.drop(address)


async def _import(world: World, business: UUID, folder: Path) -> int:
    records = [
        record
        for document in quickbooks.documents(folder)
        if not isinstance(document, Rejected)
        for record in quickbooks.records(*document)
    ]
    return await by_import(world, business, STUDIO.realm, records)


@only_in_ci
def test_an_import_costs_the_same_into_empty_tables_and_beside_a_known_business(grown: Grown) -> None:
    assert max(grown.imports.values()) <= 3 * min(grown.imports.values())


async def test_what_the_source_leaves_out_is_derived_without_comparing_all_with_all_again_for_all(
    each_cluster: Cluster, tmp_path: Path
) -> None:
    life = live(0)
    for number, page in enumerate(life.answers(life.made_on[0])):
        (tmp_path / f"{number}.json").write_text(json.dumps(page, default=float))
    address = await each_cluster.clone()
    async with open_world(address) as world:
        business = await world.business("Small books")
        visited = await _import(world, business, tmp_path)
        rows = await held(world, business)
    await each_cluster.drop(address)
    assert rows > 1_000
    # The server's own checks of references may compare all with all, while there are so few.
    assert visited <= rows**2


@only_in_ci
@pytest.mark.parametrize("when", ["uncounted", "known", "unknown", "unprepared"])
def test_no_example_visits_more_rows_than_a_few_times_what_the_business_has(grown: Grown, when: str) -> None:
    visited: Visited = getattr(grown, when)
    assert set(visited) == set(EXAMPLES)
    assert max(visited.values()) >= 1_000
    assert {name: rows for name, rows in visited.items() if rows > MORE * grown.held} == {}
