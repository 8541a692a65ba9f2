"""A business of a hundred documents and one of a hundred thousand cost each other nothing, known or not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from db.entrance import open_books
from tests.db.plans.visited import EXAMPLES, MEMBERS, Visited, by_examples, by_trade, held
from tests.examples import only_in_ci
from tests.servers.postgres import Cluster
from tests.world import open_world

pytestmark = only_in_ci

SMALL, LARGE = 100, 100_000
#: How many times what it visits alone a business may visit beside another one, and rows that are no matter.
MORE, FEW = 3, 500
#: How many times what it has a large one may visit.
OF_ALL = 30
#: Over connections that have no plans yet: whether they keep those that they make.
PLANNED = {"planned anew": True, "planned each time": False}


@dataclass(frozen=True, slots=True)
class Visits:
    """What a small business visited alone and beside the large one, and what the large one visited."""

    alone: Visited
    #: By what the statistics knew at the time, and when statements were planned.
    beside: dict[str, Visited]
    large: dict[str, Visited]
    #: The rows of the large one.
    held: int


@pytest.fixture(scope="module")
async def visits(each_cluster: Cluster) -> AsyncIterator[Visits]:
    address = await each_cluster.clone()
    async with open_world(address, connections=1) as world:
        small = await world.business("Small", members=MEMBERS)
        imported = await by_trade(world, small, SMALL, 20)
        alone = {"import": imported, **await by_examples(world.books, small)}
        await world.run("ANALYZE")
        large = await world.business("Large", members=MEMBERS)
        await by_trade(world, large, LARGE, 1_000)
        of_large = {"unknown": await by_examples(world.books, large)}
        beside = {"the large one is unknown": await by_examples(world.books, small)}
        await world.run("ANALYZE")
        of_large["known"] = await by_examples(world.books, large)
        beside["both are known"] = await by_examples(world.books, small)
        newer = await world.business("Newer", members=MEMBERS)
        imported = await by_trade(world, newer, SMALL, 20)
        beside["it is unknown"] = {"import": imported, **await by_examples(world.books, newer)}
        for planned, prepared in PLANNED.items():
            books = await open_books(replace(address, prepared=prepared), {}, connections=1)
            of_large[planned] = await by_examples(books, large)
            beside[planned] = await by_examples(books, newer)
            await books.close()
        yield Visits(alone, beside, of_large, await held(world, large))
    await each_cluster.drop(address)


@pytest.mark.parametrize(
    "when",
    [
        "the large one is unknown",
        "both are known",
        "it is unknown",
        *PLANNED,
    ],
)
def test_beside_a_large_business_a_small_one_visits_what_it_visits_alone(visits: Visits, when: str) -> None:
    beside = visits.beside[when]
    assert beside.keys() <= visits.alone.keys()
    assert {name for name in EXAMPLES if visits.alone[name] > 0} != set()
    more = {name: (rows, visits.alone[name]) for name, rows in beside.items()}
    assert {name: pair for name, pair in more.items() if pair[0] > MORE * pair[1] + FEW} == {}


@pytest.mark.parametrize("when", ["unknown", "known", *PLANNED])
def test_beside_a_small_business_a_large_one_visits_no_more_than_it_has(visits: Visits, when: str) -> None:
    assert visits.held > LARGE
    visited = visits.large[when]
    assert {name: rows for name, rows in visited.items() if rows > OF_ALL * visits.held} == {}
