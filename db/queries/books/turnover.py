"""Spend and income of a period, added up by month, counterparty, account or kind of document."""

from collections.abc import Collection
from functools import lru_cache

from db.statement import Statement

#: Home units for one of a document's currency; null where it is not known.
_RATE = (
    "JOIN runway.business AS b ON b.id = $1 "
    "CROSS JOIN LATERAL (SELECT CASE WHEN d.currency_code = b.currency_code THEN 1 "
    "WHEN d.exchange_rate > 0 THEN d.exchange_rate END AS rate) AS r "
)
_IN_PERIOD = (
    "WHERE d.business_id = $1 AND d.kind IN ({kinds}) AND d.issue_date BETWEEN $2 AND $3 "
    "AND d.state IN ('OPEN', 'SETTLED') "
)
#: What a purchase took from banks and cards, negative, and what it put onto payables and receivables: it pays
#: a bill or a customer's credit then, which have been counted. One that pays a card nets to nothing.
_PAID = (
    "LEFT JOIN LATERAL (SELECT "
    "sum(m.document_amount) FILTER (WHERE c.account_type IN ('Bank', 'Credit Card')) AS paid, "
    "coalesce(sum(m.document_amount) "
    "FILTER (WHERE c.account_type IN ('Accounts Payable', 'Accounts Receivable')), 0) AS settled "
    "FROM runway.account_movement AS m "
    "JOIN runway.account AS c ON c.business_id = $1 AND c.id = m.account_id "
    "WHERE m.business_id = $1 AND m.document_id = d.id AND d.kind = 'PURCHASE') AS x ON true "
)
_SPENT = (
    "CASE d.kind WHEN 'PURCHASE' THEN coalesce(-x.paid, d.total) - x.settled "
    "WHEN 'VENDOR_CREDIT' THEN -d.total ELSE d.total END"
)
_EARNED = "CASE WHEN d.kind IN ('CREDIT_MEMO', 'REFUND_RECEIPT') THEN -d.total ELSE d.total END"

#: What the lines say, and without an account what is left of the total: lines of items, and tax. Of a
#: purchase not what paid it; where that is on no bank and no card, it is what moved the total.
_LINES = (
    "CROSS JOIN LATERAL (SELECT m.account_id, CASE WHEN grouping(m.account_id) = 0 "
    "THEN sum(m.document_amount) ELSE t.own - coalesce(sum(m.document_amount), 0) END AS own "
    "FROM runway.account_movement AS m "
    "JOIN runway.account AS c ON c.business_id = $1 AND c.id = m.account_id "
    "WHERE m.business_id = $1 AND m.document_id = d.id AND (d.kind <> 'PURCHASE' "
    "OR coalesce(c.account_type NOT IN "
    "('Bank', 'Credit Card', 'Accounts Payable', 'Accounts Receivable'), true) "
    "AND (x.paid IS NOT NULL OR m.document_amount <> -d.total)) "
    "GROUP BY GROUPING SETS ((m.account_id), ())) AS l "
)
_WHOLE = "CROSS JOIN LATERAL (SELECT NULL::uuid AS account_id, t.own) AS l "

#: The columns that rows are grouped by, and what they are of a document.
_KEYS = {
    "month": ("date_trunc('month', d.issue_date::timestamp)::date", "date"),
    "party_id": ("d.party_id", "uuid"),
    "account_id": ("l.account_id", "uuid"),
    "kind": ("d.kind", "text"),
}


def spend(by: Collection[str]) -> Statement:
    """Bills and what was bought for money, less vendor credits and what came back.

    A row for each of the largest groups, one for the others together (`place` is one more than `most`), one
    for all (without a place), and one for what is in none (`is_known` is false).
    """
    return _statement("'BILL', 'VENDOR_CREDIT', 'PURCHASE'", _SPENT, _PAID, frozenset(by))


def income(by: Collection[str]) -> Statement:
    """Invoices and sales receipts, less credit memos and refunds; rows as those of `spend`."""
    return _statement(
        "'INVOICE', 'SALES_RECEIPT', 'CREDIT_MEMO', 'REFUND_RECEIPT'", _EARNED, "", frozenset(by)
    )


@lru_cache(maxsize=64)
def _statement(kinds: str, own: str, joined: str, by: frozenset[str]) -> Statement:
    keys = [name for name in _KEYS if name in by]
    parts = (
        f"SELECT d.id, {', '.join(f'{_KEYS[name][0]} AS {name}' for name in keys)}, "
        "l.own, l.own * r.rate AS amount "
        f"FROM runway.document AS d {_RATE}{joined}CROSS JOIN LATERAL (SELECT {own} AS own) AS t "
        f"{_LINES if 'account_id' in by else _WHOLE}"
        f"{_IN_PERIOD.format(kinds=kinds)}AND l.own IS DISTINCT FROM 0"
    )
    listed = ", ".join(f"q.{name}" for name in keys)
    summed = f"SELECT q.*, sum(q.amount) OVER (PARTITION BY {listed}) AS whole FROM ({parts}) AS q"
    placed = (
        "SELECT q.*, q.amount IS NOT NULL AS is_known, "
        f"dense_rank() OVER (ORDER BY q.amount IS NULL, abs(q.whole) DESC, {listed}) AS n "
        f"FROM ({summed}) AS q"
    )
    return Statement(_named(_added(placed, keys), keys), ("business_id", "from_date", "to_date", "most"))


def _added(placed: str, keys: list[str]) -> str:
    """Groups, and all of them together; a document that is in several groups counts once in all of them."""
    place = "least(q.n, $4::bigint + 1)"
    shown = {name: f"CASE WHEN q.n <= $4 THEN q.{name} END" for name in keys}
    named = (f"{shown.get(name, f'NULL::{kind}')} AS {name}" for name, (_, kind) in _KEYS.items())
    return (
        f"SELECT q.is_known, {place} AS place, {', '.join(named)}, sum(q.amount) AS amount, "
        "count(DISTINCT q.id) AS documents, count(DISTINCT q.n) AS groups, "
        "count(DISTINCT q.id) FILTER (WHERE q.own IS NULL) AS without_amount "
        f"FROM ({placed}) AS q "
        f"GROUP BY GROUPING SETS ((q.is_known), (q.is_known, {place}, {', '.join(shown.values())}))"
    )


def _named(added: str, keys: list[str]) -> str:
    """The groups with what is shown of their counterparties and accounts."""
    party = (
        ", p.kind AS party_kind, p.name AS party_name, p.active AS party_active",
        "LEFT JOIN runway.party AS p ON p.business_id = $1 AND p.id = g.party_id ",
    )
    account = (
        ", a.name AS account_name, a.account_type AS account_account_type, "
        "a.account_subtype AS account_account_subtype, a.current_balance AS account_current_balance, "
        "a.active AS account_active, coalesce(a.currency_code, h.currency_code) AS account_currency_code",
        "LEFT JOIN runway.account AS a ON a.business_id = $1 AND a.id = g.account_id ",
    )
    joins = [item for name, item in (("party_id", party), ("account_id", account)) if name in keys]
    return (
        f"SELECT g.*, h.currency_code AS home{''.join(shown for shown, _ in joins)} FROM ({added}) AS g "
        f"JOIN runway.business AS h ON h.id = $1 {''.join(join for _, join in joins)}"
        "ORDER BY g.place"
    )
