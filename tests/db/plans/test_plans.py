"""How the server finds a page of the decision console among thousands of documents, policies included."""

from collections.abc import AsyncIterator

import pytest

from db.queries.books import documents
from db.queries.listing import Between, page
from db.selection import EVERYTHING, Order
from tests.canaries import Pair
from tests.db.plans.plans import PLANS, first_column, plan_of, reading
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
