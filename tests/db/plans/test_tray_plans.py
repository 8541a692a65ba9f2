"""How the server finds a page of the hygiene tray among thousands of documents."""

from collections.abc import AsyncIterator

import pytest

from db.queries.hygiene import hygiene_tray
from db.queries.listing import page
from db.selection import Compare, Op, Order
from tests.canaries import Pair
from tests.db.plans.plans import PLANS, plan_of, reading
from tests.db.plans.planted import Planted

FILL = """
    INSERT INTO runway.issue (business_id, id, check_name, severity, blocking, document_id, message)
    SELECT business_id, gen_random_uuid(), 'TERMS_MISSING', 1, false, id, 'm' FROM runway.document
     WHERE business_id = $1 AND kind = 'BILL' LIMIT 1000
"""
ORDERS = {"none": (), "severity": (Order("severity", descending=True),)}


@pytest.fixture(scope="module")
async def full(planted: Planted) -> AsyncIterator[Pair]:
    """Two businesses with a thousand issues, and statistics of them."""
    async with planted.copied() as pair:
        for side in (pair.ours, pair.theirs):
            await pair.world.run(FILL, side.business)
        await pair.world.run("ANALYZE")
        yield pair


@pytest.mark.parametrize("plans", PLANS)
@pytest.mark.parametrize("order", ORDERS)
async def test_a_page_of_the_tray_reads_the_documents_on_it_by_their_ids_alone(
    full: Pair, order: str, plans: str
) -> None:
    is_open = Compare("issue_status", Op.EQ, "OPEN")
    statement, values = page(hygiene_tray.ISSUES, is_open, ORDERS[order])
    given = {"f0": "'OPEN'", "limit": 21, "stale_check": "'STALE_SYNC'", "stale_severity": 2}
    assert given.keys() >= values.keys()
    nodes = await plan_of(full, statement, given, plans)
    result = reading(nodes, "document")
    assert [(node["Node Type"], node["Index Name"]) for node in result] == [("Index Scan", "document_pkey")]
    assert "business_id" in result[0]["Index Cond"]
