"""How the server reads the past of customers and vendors: from one index alone, policies included."""

from collections.abc import AsyncIterator

import pytest

from db.queries.books import history
from tests.canaries import Pair
from tests.db.plans.plans import PLANS, plan_of, reading
from tests.db.plans.planted import Planted
from tests.examples import only_in_ci

#: Bills in a settled past, some of them as invoices.
SETTLE = """
    UPDATE runway.document SET state = 'SETTLED', balance = 0, settled_on = due_date - 400,
           kind = CASE WHEN total::int % 3 = 0 THEN 'INVOICE' ELSE kind END
     WHERE kind = 'BILL' AND due_date IS NOT NULL
"""
DAYS = {"since": "'2025-06-30'", "as_of": "'2026-06-30'"}


@pytest.fixture(scope="module")
async def past(planted: Planted) -> AsyncIterator[Pair]:
    """Two businesses with a past, ours not most of the table, and statistics of it."""
    async with planted.copied() as pair:
        await pair.world.run(SETTLE)
        # Also marks the pages as visible to all, which reading from the index alone needs.
        await pair.world.run("VACUUM FULL runway.document")
        await pair.world.run("VACUUM (FREEZE, ANALYZE) runway.document")
        yield pair.turned()


@only_in_ci
@pytest.mark.parametrize("plans", PLANS)
@pytest.mark.parametrize("statement", ["HABITS", "BILLS_PAID"])
async def test_the_past_is_read_from_the_index_of_settled_documents_alone(
    past: Pair, statement: str, plans: str
) -> None:
    # A table as small as this one is as cheap to visit; what is promised is that nobody needs to.
    nodes = await plan_of(past, getattr(history, statement), DAYS, plans, "enable_bitmapscan = off")
    result = reading(nodes, "document")
    assert [(node["Node Type"], node["Index Name"]) for node in result] == [
        ("Index Only Scan", "document_settled_idx")
    ]
    for column in ("business_id", "kind", "settled_on"):
        assert column in result[0]["Index Cond"]
