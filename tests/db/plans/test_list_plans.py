"""How the server finds pages of payments, credits, entries and imports, and what belongs to many objects."""

from collections.abc import AsyncIterator, Mapping

import pytest

from db.queries.books import documents, transactions
from db.queries.decisions import decision_console
from db.queries.listing import Between, Listing, page, pages
from db.queries.sources import import_runs
from db.selection import EVERYTHING, Order
from tests.canaries import Pair
from tests.db.plans.plans import PLANS, first_column, plan_of, reading
from tests.db.plans.planted import Planted

MANY = 2_000
#: Transactions of each kind that is listed, amid the bills.
TRANSACTIONS = """
    INSERT INTO runway.document
        (business_id, id, realm, entity, source_id, kind, state, issue_date, total, currency_code)
    SELECT $1, gen_random_uuid(), 'r', k, 'x' || n, k, 'SETTLED', date '2025-01-01' + n % 600, n, 'USD'
      FROM generate_series(1, $2) AS n,
           unnest(ARRAY['PAYMENT', 'BILL_PAYMENT', 'VENDOR_CREDIT', 'CREDIT_MEMO', 'JOURNAL_ENTRY']) AS k
"""
RUNS = """
    INSERT INTO runway.import_run
        (business_id, id, realm, source, started_at, read, added, changed, unchanged, removed, rejected)
    SELECT $1, gen_random_uuid(), 'r', 's', now() - n * interval '1 hour', 0, 0, 0, 0, 0, 0
      FROM generate_series(1, $2) AS n
"""
#: Vendors of whom some have many bills.
VENDORS = """
    WITH vendor AS (INSERT INTO runway.party (business_id, id, realm, entity, source_id, kind, name, active)
        SELECT $1, gen_random_uuid(), 'r', 'Vendor', 'x' || n, 'VENDOR', 'Vendor ' || n, true
          FROM generate_series(1, 100) AS n RETURNING id),
    numbered AS (SELECT array_agg(id) AS ids FROM vendor)
    UPDATE runway.document AS d SET party_id = n.ids[1 + hashtext(d.id::text) % 50 + 49]
      FROM numbered AS n WHERE d.business_id = $1 AND d.kind = 'BILL'
"""
#: A decision about each bill, a payment of it and a line of it.
BESIDE = (
    """
    INSERT INTO runway.decision (business_id, id, document_id, status, action, amount, proposed_by,
        proposed_by_email, author_id)
    SELECT d.business_id, gen_random_uuid(), d.id, 'WITHDRAWN', 'PAY', 5, d.id, 'a@example.org', d.id
      FROM runway.document AS d WHERE d.business_id = $1 AND d.kind = 'BILL'
    """,
    """
    INSERT INTO runway.allocation
        (business_id, id, payment_id, target_id, target_entity, target_source_id, amount)
    SELECT d.business_id, gen_random_uuid(), p.id, d.id, 'Bill', d.source_id, 5
      FROM runway.document AS d, LATERAL (SELECT o.id FROM runway.document AS o
            WHERE o.business_id = $1 AND o.kind = 'BILL_PAYMENT' LIMIT 1) AS p
     WHERE d.business_id = $1 AND d.kind = 'BILL'
    """,
    """
    INSERT INTO runway.account_movement
        (business_id, id, document_id, account_id, moved_on, document_amount, amount, home_amount)
    SELECT d.business_id, gen_random_uuid(), d.id, a.id, d.issue_date, 5, 5, 5
      FROM runway.document AS d, LATERAL (SELECT c.id FROM runway.account AS c
            WHERE c.business_id = $1 LIMIT 1) AS a
     WHERE d.business_id = $1 AND d.kind = 'BILL'
    """,
)
LATEST_FIRST = Order("issue_date", descending=True)
#: A list, its order, the table that is read and the index that brings it.
LISTS: Mapping[str, tuple[Listing, Order, str, str]] = {
    "payments": (transactions.PAYMENTS, LATEST_FIRST, "document", "document_payment_idx"),
    "credits": (transactions.CREDITS, LATEST_FIRST, "document", "document_credit_idx"),
    "entries": (transactions.JOURNAL_ENTRIES, LATEST_FIRST, "document", "document_journal_entry_idx"),
    "imports": (
        import_runs.RUNS,
        Order("imported_at", descending=True),
        "import_run",
        "import_run_started_at_idx",
    ),
}


@pytest.fixture(scope="module")
async def full(planted: Planted) -> AsyncIterator[Pair]:
    """Two businesses with many transactions and imports, and statistics of them."""
    async with planted.copied() as pair:
        for side in (pair.ours, pair.theirs):
            await pair.world.run(TRANSACTIONS, side.business, MANY)
            await pair.world.run(RUNS, side.business, MANY)
            for statement in (VENDORS, *BESIDE):
                await pair.world.run(statement, side.business)
        await pair.world.run("ANALYZE")
        yield pair


@pytest.mark.parametrize("plans", PLANS)
@pytest.mark.parametrize("after", [False, True], ids=["first page", "later page"])
@pytest.mark.parametrize("name", LISTS)
async def test_a_page_comes_from_an_index_that_starts_with_the_business(
    full: Pair, name: str, after: bool, plans: str
) -> None:
    listing, order, table, index = LISTS[name]
    statement, values = page(listing, EVERYTHING, (order,), Between(("2026-06-01", "id") if after else None))
    given = {"limit": 21, "k0": "'2026-06-01'", "k1": "'00000000-0000-0000-0000-000000000001'"}
    assert given.keys() >= values.keys()
    nodes = await plan_of(full, statement, given, plans)
    result = reading(nodes, table)
    assert [(node["Node Type"], node["Index Name"]) for node in result] == [("Index Scan", index)]
    assert "business_id" in result[0]["Index Cond"]
    assert await first_column(full, index) == "business_id"
    # The index brings the rows in order: none is sorted, and reading stops with the page.
    assert [node["Node Type"] for node in nodes if "Sort" in node["Node Type"]] == []


#: What belongs to many objects: the list, the field that holds their ids, its order, and the table.
OF_MANY: Mapping[str, tuple[Listing, str, Order, str]] = {
    "bills of vendors": (documents.BILLS, "counterparty_id", Order("due_date"), "document"),
    "decisions": (
        decision_console.QUEUE,
        "document_id",
        Order("proposed_at", descending=True),
        "decision",
    ),
    "settlements": (transactions.SETTLEMENTS, "target_id", Order("date", descending=True), "allocation"),
    "lines": (transactions.LINES, "document_id", Order("amount", descending=True), "account_movement"),
}


@pytest.mark.parametrize("plans", PLANS)
@pytest.mark.parametrize("name", OF_MANY)
async def test_what_belongs_to_many_objects_is_found_by_their_ids(full: Pair, name: str, plans: str) -> None:
    listing, field, order, table = OF_MANY[name]
    statement, _ = pages(listing, field, EVERYTHING, (order,), Between())
    parent = "party" if field == "counterparty_id" else "document"
    text = f"SELECT id FROM runway.{parent} WHERE business_id = $1 LIMIT 50"
    ids = ", ".join(f"'{row['id']}'::uuid" for row in await full.world.run(text, full.ours.business))
    nodes = await plan_of(full, statement, {"parents": f"ARRAY[{ids}]", "limit": 21}, plans)
    result = reading(nodes, table)
    assert result
    assert "Seq Scan" not in {node["Node Type"] for node in result}
    assert all("business_id" in node["Index Cond"] and "parents.id" in node["Index Cond"] for node in result)
