"""How the server finds a page of the decision console among thousands of documents, policies included."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from db.bootstrap import API
from db.queries import documents
from db.queries.listing import page
from db.selection import EVERYTHING, Order
from tests.canaries import Pair, plant
from tests.db.guises import connected, inside
from tests.postgres import Cluster
from tests.world import open_world

DOCUMENTS = 2_000
#: The ways to sort the page that have an index of their own, and the index.
ORDERS = {"due_date": "document_open_due_idx", "open_balance": "document_open_balance_idx"}
FIRST_COLUMN = """
    SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
     WHERE i.indexrelid = ('runway.' || $1::text)::regclass
"""

Node = dict[str, Any]


@pytest.fixture(scope="module")
async def full(shared_cluster: Cluster) -> AsyncIterator[Pair]:
    """Two businesses with many documents, and statistics of them."""
    address = await shared_cluster.clone()
    async with open_world(address) as world:
        pair = await plant(world, DOCUMENTS, 500)
        await world.run("ANALYZE")
        yield pair
    await shared_cluster.drop(address)


def nodes_of(plan: Node) -> Iterator[Node]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes_of(part)


async def _plan(pair: Pair, order: str, descending: bool, plans: str) -> list[Node]:
    """The plan of a page, made for its values or for any values, as the request path gets it."""
    statement, values = page(documents.READY, EVERYTHING, (Order(order, descending),), None)
    values |= {"business_id": f"'{pair.ours.business}'", "limit": 21}
    given = ", ".join(str(value) for value in statement.arguments(values))
    async with connected(pair.world, API) as api, api.transaction():
        await api.execute(*inside(pair.ours).setup)
        await api.execute(f"SET LOCAL plan_cache_mode = {plans}")
        await api.execute(f"PREPARE page AS {statement.sql}")
        found = await api.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE page ({given})")
    return list(nodes_of(json.loads(found)[0]["Plan"]))


@pytest.mark.parametrize("plans", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
@pytest.mark.parametrize("order", ORDERS)
async def test_a_page_of_the_console_comes_from_an_index_that_starts_with_the_business(
    full: Pair, order: str, descending: bool, plans: str
) -> None:
    nodes = await _plan(full, order, descending, plans)
    reading = [node for node in nodes if node.get("Relation Name") == "document"]
    assert [(node["Node Type"], node["Index Name"]) for node in reading] == [("Index Scan", ORDERS[order])]
    assert "business_id" in reading[0]["Index Cond"]
    (first,) = await full.world.run(FIRST_COLUMN, ORDERS[order])
    assert first["attname"] == "business_id"
    # The index brings the rows in order: none is sorted, and reading stops with the page.
    assert [node["Node Type"] for node in nodes if "Sort" in node["Node Type"]] == []
