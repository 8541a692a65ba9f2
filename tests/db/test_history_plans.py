"""How the server reads the past of customers and vendors: from one index alone, policies included."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from db.bootstrap import API
from db.queries import history
from db.statement import Statement
from tests.canaries import Pair, plant
from tests.db.guises import connected, inside
from tests.postgres import Cluster
from tests.world import open_world

DOCUMENTS = 3_000
#: Bills in a settled past, some of them as invoices.
SETTLE = """
    UPDATE runway.document SET state = 'SETTLED', balance = 0, settled_on = due_date - 400,
           kind = CASE WHEN total::int % 3 = 0 THEN 'INVOICE' ELSE kind END
     WHERE kind = 'BILL' AND due_date IS NOT NULL
"""
DAYS = {"since": "'2025-06-30'", "as_of": "'2026-06-30'"}

Node = dict[str, Any]


@pytest.fixture(scope="module")
async def past(shared_cluster: Cluster) -> AsyncIterator[Pair]:
    """Two businesses with a past, ours not most of the table, and statistics of it."""
    address = await shared_cluster.clone()
    async with open_world(address) as world:
        pair = await plant(world, 800, DOCUMENTS)
        await world.run(SETTLE)
        # Also marks the pages as visible to all, which reading from the index alone needs.
        await world.run("VACUUM FULL runway.document")
        await world.run("VACUUM (FREEZE, ANALYZE) runway.document")
        yield pair
    await shared_cluster.drop(address)


def _nodes(plan: Node) -> Iterator[Node]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


async def _plan(pair: Pair, statement: Statement, plans: str) -> list[Node]:
    values = {"business_id": f"'{pair.ours.business}'", **DAYS}
    given = ", ".join(str(value) for value in statement.arguments(values))
    async with connected(pair.world, API) as api, api.transaction():
        await api.execute(*inside(pair.ours).setup)
        await api.execute(f"SET LOCAL plan_cache_mode = {plans}")
        # A table as small as this one is as cheap to visit; what is promised is that nobody needs to.
        await api.execute("SET LOCAL enable_bitmapscan = off")
        await api.execute(f"PREPARE past AS {statement.sql}")
        found = await api.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE past ({given})")
    return list(_nodes(json.loads(found)[0]["Plan"]))


@pytest.mark.parametrize("plans", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("statement", ["HABITS", "BILLS_PAID"])
async def test_the_past_is_read_from_the_index_of_settled_documents_alone(
    past: Pair, statement: str, plans: str
) -> None:
    nodes = await _plan(past, getattr(history, statement), plans)
    reading = [node for node in nodes if node.get("Relation Name") == "document"]
    assert [(node["Node Type"], node["Index Name"]) for node in reading] == [
        ("Index Only Scan", "document_settled_idx")
    ]
    for column in ("business_id", "kind", "settled_on"):
        assert column in reading[0]["Index Cond"]
