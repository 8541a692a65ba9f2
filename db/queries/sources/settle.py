"""What is open of what the source tells no balance of, and on which day bills and invoices were settled."""

from db.queries.looked_up import DOCUMENT
from db.statement import Statement

_LOOKED_AT = DOCUMENT.format(id="l.id", name="t")
_APPLIED = "FROM runway.allocation AS a " + DOCUMENT.format(id="a.payment_id", name="p")
#: The rows of a first import are in no statistics yet, and a planner that expects one of them compares all
#: with all, again for all: a minute for six hundred documents. A hash costs the same whatever is expected.
JOIN_BY_HASH = Statement("SET LOCAL enable_nestloop = off", ())
JOIN_AS_PLANNED = Statement("SET LOCAL enable_nestloop = on", ())

#: What is derived is materialized: a planner that expects one document would derive all of it again for each
#: document of the business.
#:
#: What is open of a bill, an invoice or a credit whose balance the source does not tell: its total less all
#: that is applied to it, whatever the date, as a source's own balances have it. What a deposit holds of a
#: document is not applied. Beside what an import touched, what has no balance is looked at: it may have been
#: imported before this was derived. Answers with the documents whose open amount is another one.
OPEN_AMOUNTS = Statement(
    "WITH looked_at AS ("
    "SELECT n.id FROM unnest($2::uuid[]) AS n(id) "
    "UNION SELECT a.target_id FROM runway.allocation AS a "
    "WHERE a.business_id = $1 AND a.payment_id = ANY ($2::uuid[]) "
    "UNION SELECT o.id FROM runway.document AS o WHERE o.business_id = $1 "
    "AND o.kind IN ('BILL', 'INVOICE', 'VENDOR_CREDIT', 'CREDIT_MEMO') AND o.balance IS NULL), "
    "derived AS MATERIALIZED ("
    "SELECT t.id, y.balance FROM looked_at AS l "
    + _LOOKED_AT
    + "CROSS JOIN LATERAL (SELECT coalesce(sum(a.amount), 0) AS amount "
    + _APPLIED
    + "WHERE a.business_id = $1 AND a.target_id = l.id "
    "AND p.kind <> 'DEPOSIT' AND p.state NOT IN ('VOIDED', 'DELETED')) AS x "
    "CROSS JOIN LATERAL (SELECT CASE WHEN abs(t.total - x.amount) < 1e15 THEN t.total - x.amount END "
    "AS balance) AS y "
    "WHERE t.kind IN ('BILL', 'INVOICE', 'VENDOR_CREDIT', 'CREDIT_MEMO') AND t.state IN ('OPEN', 'SETTLED') "
    "AND t.total IS NOT NULL AND (NOT t.balance_given OR t.balance IS NULL) "
    "AND t.balance IS DISTINCT FROM y.balance) "
    "UPDATE runway.document AS d SET balance = e.balance, balance_given = false, "
    "state = CASE WHEN e.balance = 0 THEN 'SETTLED' ELSE 'OPEN' END FROM derived AS e "
    "WHERE d.business_id = $1 AND d.id = e.id RETURNING d.id",
    ("business_id", "ids"),
)

#: `ids` are documents that an import touched, and what payments settled before it changed them. Beside these,
#: what touched payments settle now is looked at; and, in books that have no such day at all because they were
#: imported before it was kept, everything that payments settle: nothing else has a day. Two aliases of one
#: table: payments are documents.
DERIVE = Statement(
    "WITH looked_at AS ("
    "SELECT n.id FROM unnest($2::uuid[]) AS n(id) "
    "UNION SELECT a.target_id FROM runway.allocation AS a "
    "WHERE a.business_id = $1 AND a.payment_id = ANY ($2::uuid[]) "
    "UNION SELECT a.target_id FROM runway.allocation AS a WHERE a.business_id = $1 "
    "AND NOT EXISTS (SELECT FROM runway.document AS k "
    "WHERE k.business_id = $1 AND k.kind IN ('BILL', 'INVOICE') AND k.settled_on IS NOT NULL)), "
    "derived AS MATERIALIZED ("
    "SELECT t.id, x.settled_on FROM looked_at AS l "
    + _LOOKED_AT
    + "CROSS JOIN LATERAL (SELECT CASE WHEN t.state = 'SETTLED' THEN max(p.issue_date) END AS settled_on "
    + _APPLIED
    + "WHERE a.business_id = $1 AND a.target_id = l.id AND p.state NOT IN ('VOIDED', 'DELETED')) AS x "
    "WHERE t.kind IN ('BILL', 'INVOICE') AND t.settled_on IS DISTINCT FROM x.settled_on) "
    "UPDATE runway.document AS d SET settled_on = e.settled_on FROM derived AS e "
    "WHERE d.business_id = $1 AND d.id = e.id",
    ("business_id", "ids"),
)
