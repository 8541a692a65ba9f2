"""How the server finds a page of the queue or of the outbox among thousands of decisions."""

from collections.abc import AsyncIterator

import pytest

from db.queries.decisions import decision_console, outbox
from db.queries.decisions import steps as decisions
from db.queries.listing import Listing, page
from db.selection import EVERYTHING, Compare, Op, Order, Where
from tests.canaries import Pair, plant
from tests.db.plans.plans import PLANS, first_column, plan_of, reading
from tests.servers.postgres import Cluster
from tests.world import open_world

DECISIONS = 3_000
#: What is asked, the order, and the index that brings the page in it.
LATEST_FIRST = Order("proposed_at", descending=True)
OPEN = Compare("status", Op.IN, ("PROPOSED", "FAILED", "APPROVED"))
PAGES: dict[str, tuple[Listing, Where, Order, str]] = {
    "open": (decision_console.QUEUE, OPEN, LATEST_FIRST, "decision_open_idx"),
    "some of what is open": (
        decision_console.QUEUE,
        Compare("status", Op.EQ, "PROPOSED"),
        LATEST_FIRST,
        "decision_status_idx",
    ),
    "open, largest first": (
        decision_console.QUEUE,
        OPEN,
        Order("amount", descending=True),
        "decision_open_amount_idx",
    ),
    "open, next first": (
        decision_console.QUEUE,
        OPEN,
        Order("planned_on"),
        "decision_open_planned_on_idx",
    ),
    "latest": (
        decision_console.QUEUE,
        EVERYTHING,
        LATEST_FIRST,
        "decision_queue_idx",
    ),
    "amount": (decision_console.QUEUE, EVERYTHING, Order("amount"), "decision_amount_idx"),
    "status": (
        decision_console.QUEUE,
        Compare("status", Op.EQ, "REJECTED"),
        LATEST_FIRST,
        "decision_status_idx",
    ),
    "outbox": (outbox.OUTBOX, EVERYTHING, Order("created_at"), "outbox_created_at_idx"),
    "waiting outbox": (
        outbox.OUTBOX,
        Compare("acknowledged", Op.EQ, False),
        Order("created_at"),
        "outbox_waiting_idx",
    ),
}
FILL = """
    INSERT INTO runway.decision (business_id, id, document_id, status, action, amount, proposed_by,
        proposed_by_email, author_id, proposed_at)
    SELECT d.business_id, gen_random_uuid(), d.id, (ARRAY['WITHDRAWN', 'FINALIZED', 'REJECTED'])[1 + n % 3],
        'PAY', n, d.id, 'a@example.org', d.id, now() - n * interval '1 minute'
      FROM runway.document AS d, generate_series(1, $2::int) AS n
     WHERE d.business_id = $1 AND d.source_id = 'b-2'
"""
#: What is open elsewhere: who does not know whose it is, takes it for common everywhere.
FILL_OPEN = """
    INSERT INTO runway.decision (business_id, id, document_id, status, action, amount, proposed_by,
        proposed_by_email, author_id, proposed_at)
    SELECT d.business_id, gen_random_uuid(), d.id, (ARRAY['PROPOSED', 'APPROVED', 'FAILED'])[1 + n % 3],
        'PAY_PART', n, d.id, 'a@example.org', d.id, now() - n * interval '1 minute'
      FROM runway.document AS d, generate_series(1, 3 * $2::int) AS n
     WHERE d.business_id = $1 AND d.source_id = 'b-3'
"""
#: All of one business was acknowledged, nothing of the other: who does not know whose it is, expects half.
ACKNOWLEDGE = "UPDATE runway.outbox SET acknowledged_at = now() WHERE business_id = $1"
FILL_OUTBOX = """
    INSERT INTO runway.outbox (business_id, id, decision_id, document_id, kind, amount, currency_code,
        created_at)
    SELECT business_id, gen_random_uuid(), id, document_id, 'PAYMENT', amount, 'USD', proposed_at
      FROM runway.decision WHERE business_id = $1 AND status = 'FINALIZED' AND amount < $2
        ON CONFLICT DO NOTHING
"""


@pytest.fixture(scope="module")
async def full(each_cluster: Cluster) -> AsyncIterator[Pair]:
    """Two businesses with a long history of decisions, one with much that is open, and statistics of it."""
    address = await each_cluster.clone()
    async with open_world(address) as world:
        pair = await plant(world, 20, 20)
        for side in (pair.ours, pair.theirs):
            await world.run(FILL, side.business, DECISIONS)
            await world.run(FILL_OUTBOX, side.business, DECISIONS)
        await world.run(ACKNOWLEDGE, pair.ours.business)
        await world.run(FILL_OPEN, pair.theirs.business, DECISIONS)
        await world.run("ANALYZE")
        yield pair
    await each_cluster.drop(address)


@pytest.mark.parametrize("plans", PLANS)
@pytest.mark.parametrize("name", PAGES)
async def test_a_page_comes_from_an_index_that_starts_with_the_business(
    full: Pair, name: str, plans: str
) -> None:
    listing, where, order, index = PAGES[name]
    statement, values = page(listing, where, (order,))
    nodes = await plan_of(full, statement, {**values, "limit": 21, "f0": "'REJECTED'"}, plans)
    result = reading(nodes, "outbox" if listing is outbox.OUTBOX else "decision")
    assert [node["Index Name"] for node in result] == [index]
    assert await first_column(full, index) == "business_id"
    assert [node["Node Type"] for node in nodes if "Sort" in node["Node Type"]] == []


@pytest.mark.parametrize("name", ["HOLD", "CLAIMS", "APPROVERS", "STEPS"])
async def test_what_a_batch_reads_is_found_by_the_ids_in_it(full: Pair, name: str) -> None:
    result = {
        "HOLD": decisions.HOLD,
        "CLAIMS": decisions.CLAIMS,
        "APPROVERS": decision_console.APPROVERS,
        "STEPS": decision_console.STEPS,
    }[name]
    text = "SELECT id, document_id FROM runway.decision WHERE business_id = $1 AND status = 'PROPOSED'"
    (row,) = await full.world.run(text, full.ours.business)
    key = row["document_id"] if name == "CLAIMS" else row["id"]
    (query,) = set(result.names) - {"business_id"}
    nodes = await plan_of(full, result, {query: f"ARRAY['{key}'::uuid]"}, "force_custom_plan")
    assert nodes
    assert "Seq Scan" not in {node["Node Type"] for node in reading(nodes, "decision")}
