"""How the server finds what a runway is computed from among thousands of documents, policies included."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from db.queries.books import aging, cash, reconciliation, turnover
from db.queries.hygiene import detect, examine
from db.queries.runway import entered, history, liquidity, unknown_accounts, usual
from orchestrators.calculations.hygiene.checks import DOCUMENT_CHECKS
from tests.canaries import Pair, records
from tests.db.plans.plans import PLANS, first_column, plan_of, reading
from tests.db.plans.planted import Planted

#: Payments of the business that asks, and of each of the others; and how many others there are.
PAID, OTHERS = 1_000, 12
DAY = date(2026, 11, 20)
VALUES = {
    "as_of": f"'{DAY}'",
    "is_past": "true",
    "issued_by": f"'{DAY}'",
    "with_undeposited": "false",
    "since": f"'{DAY - timedelta(days=110)}'",
    "until": f"'{DAY - timedelta(days=20)}'",
    "currencies": "ARRAY['EUR', 'JPY']",
    "parties": "ARRAY['00000000-0000-0000-0000-000000000001'::uuid]",
    "first": f"'{DAY - timedelta(days=100)}'",
    "is_in": "false",
    "party_ids": "ARRAY['00000000-0000-0000-0000-000000000001'::uuid]",
    "is_named": "false",
    "ahead": "5",
    "from_date": f"'{DAY - timedelta(days=100)}'",
    "to_date": f"'{DAY}'",
    "most": "100",
    "ids": "ARRAY['00000000-0000-0000-0000-000000000001'::uuid]",
}
RULES = tuple(detect.Rule(check.name, check.predicate, check.fact) for check in DOCUMENT_CHECKS)
STATEMENTS = {
    "what is open": liquidity.OPEN_ITEMS,
    "burn's months": liquidity.MONTHS,
    "since and until when operations moved": history.HISTORY,
    "how long nothing moved": history.LONGEST_SILENCE,
    "what moved, for what comes back": liquidity.MOVEMENTS,
    "what deposits brought": liquidity.BROUGHT,
    "what was paid": liquidity.PAID,
    "since when what moved was known": usual.KNOWN_SINCE,
    "what is usual rests on": usual.DOCUMENTS,
    "what is entered ahead": entered.ENTERED_AHEAD,
    "cash on the accounts": cash.CASH_ACCOUNTS,
    "the newest rates": cash.RATES,
    "what balances leave unexplained": reconciliation.BALANCES,
    "what moved on unknown accounts": unknown_accounts.MOVED_ON_UNKNOWN,
    "what lines put on unlisted accounts": unknown_accounts.ON_UNLISTED,
    "what cannot wait for its deposit": unknown_accounts.NOT_WAITING,
    "documents that never came": unknown_accounts.MISSING,
    "cards that nobody paid": unknown_accounts.CARDS_NEVER_PAID,
    "payables": aging.PAYABLES_AT,
    "receivables": aging.RECEIVABLES_AT,
    "what is open beside bills and invoices": aging.BESIDE_ITEMS,
    "credits of some parties": aging.CREDITS_OF_PARTIES,
    "what is open near what changed": examine.NEAR,
    "what the checks look at beside what changed": detect.BESIDE,
    "what the checks find": detect.in_these(RULES),
    "of what the day or lists change what they find": detect.moved(RULES),
    "spend by account and month": turnover.spend(["account_id", "month"]),
    "spend by counterparty and kind": turnover.spend(["party_id", "kind"]),
    "income by month and counterparty": turnover.income(["month", "party_id"]),
}
#: Of what there mostly is little: the indexes that find it, and those that would lead to all of a business.
FOUND_BY = {
    "what is entered ahead": (
        {"document_pkey", "allocation_business_id_payment_id_idx"},
        {"allocation_pkey", "document_created_idx"},
    ),
    "what is open": (
        {"document_settled_idx", "allocation_business_id_payment_id_idx"},
        {"allocation_pkey", "document_kind_issue_idx"},
    ),
    "burn's months": (
        {"account_movement_business_id_account_id_moved_on_idx"},
        {"allocation_pkey", "document_kind_total_idx"},
    ),
    "what moved on unknown accounts": (
        {"account_movement_business_id_account_id_moved_on_idx"},
        {"account_movement_business_id_moved_on_idx"},
    ),
    "what is open beside bills and invoices": ({"document_unapplied_idx"}, {"allocation_pkey"}),
}
LARGE = ("document", "allocation", "account_movement")
#: Payments of bills, each with its line on the bank account: the books of a year.
PAYMENTS = """
    WITH bank AS (SELECT id FROM runway.account WHERE business_id = $1 AND account_type = 'Bank' LIMIT 1),
    paid AS (INSERT INTO runway.document
        (business_id, id, realm, entity, source_id, kind, state, issue_date, total, currency_code)
        SELECT $1, gen_random_uuid(), 'r', 'BillPayment', 'x' || n, 'BILL_PAYMENT', 'SETTLED',
               date '2025-11-01' + n % 400, 10, 'USD' FROM generate_series(1, $2) AS n
        RETURNING id, issue_date),
    moved AS (INSERT INTO runway.account_movement
        (business_id, id, document_id, account_id, moved_on, document_amount, amount, home_amount)
        SELECT $1, gen_random_uuid(), p.id, b.id, p.issue_date, -10, -10, -10 FROM paid AS p, bank AS b),
    settled AS (SELECT id, row_number() OVER () AS n, count(*) OVER () AS many FROM runway.document
        WHERE business_id = $1 AND kind = 'BILL'),
    numbered AS (SELECT id, row_number() OVER () AS n FROM paid)
    INSERT INTO runway.allocation
        (business_id, id, payment_id, target_id, target_entity, target_source_id, amount)
    SELECT $1, gen_random_uuid(), p.id, s.id, 'Bill', 'b', 10
      FROM numbered AS p JOIN settled AS s ON s.n = 1 + p.n % s.many
"""
#: A line of every bill, one in twenty on a loan.
LINES = """
    WITH accounts AS (INSERT INTO runway.account
        (business_id, id, realm, entity, source_id, name, account_type, active)
        SELECT $1, gen_random_uuid(), 'r', 'Account', 'x' || n, 'Account ' || n,
               CASE n WHEN 1 THEN 'Long Term Liability' ELSE 'Expense' END, true
          FROM generate_series(1, 20) AS n
        RETURNING id, source_id),
    bills AS (SELECT id, issue_date, row_number() OVER () AS n FROM runway.document
        WHERE business_id = $1 AND kind = 'BILL')
    INSERT INTO runway.account_movement
        (business_id, id, document_id, account_id, moved_on, document_amount, amount, home_amount)
    SELECT $1, gen_random_uuid(), b.id, a.id, b.issue_date, 10, 10, 10
      FROM bills AS b JOIN accounts AS a ON a.source_id = 'x' || 1 + b.n % 20
"""


@pytest.fixture(scope="module")
async def full(planted: Planted) -> AsyncIterator[Pair]:
    """A business with many documents, most of them settled, beside others; and statistics of all."""
    async with planted.copied() as pair:
        world, ours = pair.world, pair.theirs.business
        others = [await world.business(f"Other {number}") for number in range(OTHERS)]
        for number, other in enumerate(others):
            await world.load(other, records(f"Other {number}", 5))
        for business in (ours, *others):
            await world.run(PAYMENTS, business, PAID)
            await world.run(LINES, business)
        await world.run(
            "UPDATE runway.document SET state = 'SETTLED', balance = 0, settled_on = date '2026-01-01' "
            "WHERE kind = 'BILL' AND hashtext(business_id::text || source_id) % 20 <> 0"
        )
        await world.run("VACUUM ANALYZE")
        yield pair.turned()


@pytest.mark.parametrize("plans", PLANS)
@pytest.mark.parametrize("name", STATEMENTS)
async def test_large_tables_are_read_by_an_index_that_starts_with_the_business(
    full: Pair, name: str, plans: str
) -> None:
    nodes = await plan_of(full, STATEMENTS[name], VALUES, plans)
    result = reading(nodes, *LARGE)
    assert result
    # A bitmap's rows come from the index scan below it.
    assert {node["Node Type"] for node in result} <= {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}
    indexes = [node for node in nodes if "Index Name" in node]
    assert indexes
    for node in indexes:
        first = await first_column(full, node["Index Name"])
        assert first == ("id" if node["Index Name"] == "business_pkey" else "business_id")
        assert first in node["Index Cond"]


@pytest.mark.parametrize("plans", PLANS)
@pytest.mark.parametrize("name", FOUND_BY)
async def test_what_there_is_little_of_is_read_alone(full: Pair, name: str, plans: str) -> None:
    nodes = await plan_of(full, STATEMENTS[name], VALUES, plans)
    indexes = {node["Index Name"] for node in nodes if "Index Name" in node}
    through, around = FOUND_BY[name]
    assert (through - indexes, around & indexes) == (set(), set())
