"""How the server finds what is open among thousands of documents, policies included."""

from collections.abc import AsyncIterator

import pytest

from db.queries.books import documents
from db.queries.listing import Between, count, page
from db.selection import EVERYTHING, Compare, Op, Order
from tests.canaries import Pair
from tests.db.plans.plans import PLANS, Node, first_column, plan_of, reading
from tests.db.plans.planted import Planted

#: The ways to sort the page that have an index of their own, and the index.
ORDERS = {"due_date": "document_open_due_idx", "open_balance": "document_open_balance_idx"}


@pytest.fixture(scope="module")
async def full(planted: Planted) -> AsyncIterator[Pair]:
    """Two businesses with many documents, and statistics of them."""
    async with planted.copied() as pair:
        await pair.world.run("ANALYZE")
        yield pair


@pytest.mark.parametrize("plans", PLANS)
@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
@pytest.mark.parametrize("order", ORDERS)
async def test_a_page_of_the_console_comes_from_an_index_that_starts_with_the_business(
    full: Pair, order: str, descending: bool, backwards: bool, plans: str
) -> None:
    statement, values = page(
        documents.READY, EVERYTHING, (Order(order, descending),), Between(backwards=backwards)
    )
    nodes = await plan_of(full, statement, {**values, "limit": 21}, plans)
    result = reading(nodes, "document")
    assert [(node["Node Type"], node["Index Name"]) for node in result] == [("Index Scan", ORDERS[order])]
    assert "business_id" in result[0]["Index Cond"]
    assert await first_column(full, ORDERS[order]) == "business_id"
    # The index brings the rows in order: none is sorted, and reading stops with the page.
    assert [node["Node Type"] for node in nodes if "Sort" in node["Node Type"]] == []


@pytest.fixture(scope="module")
async def settled(planted: Planted) -> AsyncIterator[Pair]:
    """The same years later: four of five bills are settled."""
    async with planted.copied() as pair:
        await pair.world.run("UPDATE runway.document SET state = 'SETTLED' WHERE total::int % 5 > 0")
        # Also marks the pages as visible to all, which reading from the index alone needs.
        await pair.world.run("VACUUM (FREEZE, ANALYZE) runway.document")
        yield pair


@pytest.mark.parametrize("plans", PLANS)
@pytest.mark.parametrize(
    "state",
    [Compare("state", Op.EQ, "OPEN"), Compare("state", Op.IN, ("OPEN",))],
    ids=["equal", "one of one"],
)
async def test_open_bills_are_listed_and_counted_without_visiting_settled_ones(
    settled: Pair, state: Compare, plans: str
) -> None:
    of_page, values = page(documents.BILLS, state, (Order("due_date"),))
    of_both, _ = page(documents.BILLS, state, (Order("due_date"),), counted=True)
    of_count, _ = count(documents.BILLS, state)
    # A table as small as this one is as cheap to visit; what is promised is that nobody needs to.
    listed, both, counted = [
        await plan_of(settled, statement, {**values, "limit": 21}, plans, "enable_bitmapscan = off")
        for statement in (of_page, of_both, of_count)
    ]
    index = "document_open_due_idx"
    reads_rows, reads_none = ("Index Scan", index), ("Index Only Scan", index)
    assert _ways(listed, "document") == [reads_rows]
    assert sorted(_ways(both, "document")) == [reads_none, reads_rows]
    # The counterparty, which no count shows, is not read for one.
    assert _ways(counted, "document", "party") == [reads_none]


def _ways(nodes: list[Node], *tables: str) -> list[tuple[str, str]]:
    return [(node["Node Type"], node["Index Name"]) for node in reading(nodes, *tables)]
