"""How customers paid and vendors were paid, added up where the rows are."""

from db.statement import Statement

#: A row for each customer, and one for everybody. percentile_cont over whole days is the definition of
#: Hyndman and Fan's type 7, and its quarters of days are exact in a float8. Nobody's invoices and dateless
#: ones tell nothing; nor do those settled as they were written, before they were due: sales for cash. All
#: columns are in document_settled_idx, so that no row of the table is visited.
HABITS = Statement(
    "SELECT d.party_id, grouping(d.party_id) = 1 AS everybody, count(*) AS n, "
    "(percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP "
    "(ORDER BY (d.settled_on - d.due_date)::float8))::numeric[] AS quartiles "
    "FROM runway.document AS d "
    "WHERE d.business_id = $1 AND d.kind = 'INVOICE' AND d.settled_on > $2 AND d.settled_on <= $3 "
    "AND d.due_date IS NOT NULL AND d.party_id IS NOT NULL "
    "AND (d.settled_on = d.issue_date AND d.due_date > d.issue_date) IS NOT TRUE "
    "GROUP BY GROUPING SETS ((d.party_id), ())",
    ("business_id", "since", "as_of"),
)

#: Of all bills ever settled; from the index alone as well.
BILLS_PAID = Statement(
    "SELECT d.party_id, count(*) AS bills_paid, "
    "count(*) FILTER (WHERE d.settled_on <= d.due_date) AS bills_on_time, "
    "sum(d.settled_on - d.due_date) AS days_beyond_terms "
    "FROM runway.document AS d "
    "WHERE d.business_id = $1 AND d.kind = 'BILL' AND d.settled_on <= $2 "
    "AND d.due_date IS NOT NULL AND d.party_id IS NOT NULL "
    "GROUP BY d.party_id",
    ("business_id", "as_of"),
)

#: What was paid, and discounts for paying early, in home currency. A bill counts as short of cash by its
#: share of the credits in its payments: the source writes an early payer's discount down as a credit.
PAYMENTS_AND_DISCOUNTS = Statement(
    "WITH home AS (SELECT b.currency_code FROM runway.business AS b WHERE b.id = $1), "
    "offered AS (SELECT d.id, d.party_id, d.total, d.total * t.discount_percent / 100 AS discount, "
    "d.settled_on - d.issue_date <= t.discount_days AS in_time, "
    "CASE WHEN d.currency_code = h.currency_code THEN 1 WHEN d.exchange_rate > 0 THEN d.exchange_rate END "
    "AS rate "
    "FROM home AS h JOIN runway.term AS t ON t.business_id = $1 "
    "AND t.discount_percent > 0 AND t.discount_days IS NOT NULL "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.kind = 'BILL' AND d.term_id = t.id "
    "WHERE d.settled_on <= $2 AND d.issue_date IS NOT NULL AND d.due_date IS NOT NULL "
    "AND d.party_id IS NOT NULL AND d.total > 0), "
    "part AS (SELECT a.target_id, a.payment_id, sum(a.amount) AS amount FROM offered AS o "
    "JOIN runway.allocation AS a ON a.business_id = $1 AND a.target_id = o.id "
    "WHERE o.in_time GROUP BY a.target_id, a.payment_id), "
    "given AS (SELECT g.payment_id, sum(g.amount) AS amount FROM runway.allocation AS g "
    "WHERE g.business_id = $1 AND g.target_entity = 'Bill' "
    "AND g.payment_id IN (SELECT q.payment_id FROM part AS q) GROUP BY g.payment_id), "
    "cash AS (SELECT q.target_id, "
    "round(sum(CASE WHEN g.amount > p.total THEN q.amount * p.total / g.amount ELSE q.amount END), 4) "
    "AS amount "
    "FROM part AS q JOIN given AS g ON g.payment_id = q.payment_id "
    "JOIN runway.document AS p ON p.business_id = $1 AND p.id = q.payment_id "
    "WHERE p.kind = 'BILL_PAYMENT' AND p.state NOT IN ('VOIDED', 'DELETED') GROUP BY q.target_id), "
    "judged AS (SELECT o.party_id, o.rate, o.in_time, "
    "CASE WHEN o.in_time THEN least(o.total - coalesce(c.amount, 0), o.discount) ELSE o.discount END "
    "AS amount "
    "FROM offered AS o LEFT JOIN cash AS c ON c.target_id = o.id), "
    "every AS (SELECT p.party_id, 1 AS payments, "
    "p.total * CASE WHEN p.currency_code = h.currency_code THEN 1 "
    "WHEN p.exchange_rate > 0 THEN p.exchange_rate END AS paid, 0 AS taken, 0 AS missed, 0 AS discount "
    "FROM home AS h JOIN runway.document AS p ON p.business_id = $1 "
    "AND p.kind = 'BILL_PAYMENT' AND p.issue_date <= $2 AND p.state NOT IN ('VOIDED', 'DELETED') "
    "AND p.party_id IS NOT NULL AND p.total IS DISTINCT FROM 0 "
    "UNION ALL SELECT j.party_id, 0, 0, j.in_time::int, (NOT j.in_time)::int, j.amount * j.rate "
    "FROM judged AS j WHERE j.amount > 0) "
    "SELECT e.party_id, sum(e.payments) AS payments, coalesce(sum(e.paid), 0) AS paid, "
    "sum(e.taken) AS discounts_taken, sum(e.missed) AS discounts_missed, "
    "coalesce(sum(e.discount) FILTER (WHERE e.taken = 1), 0) AS discount_taken, "
    "coalesce(sum(e.discount) FILTER (WHERE e.missed = 1), 0) AS discount_missed, "
    "count(*) FILTER (WHERE e.paid IS NULL OR e.discount IS NULL) AS amounts_unknown "
    "FROM every AS e GROUP BY e.party_id",
    ("business_id", "as_of"),
)

#: What the rule for collections is tested on: the invoices settled last, or all. From the index alone.
SETTLED_INVOICES = Statement(
    "SELECT d.party_id, d.issue_date, d.due_date, d.settled_on, coalesce(d.total, 0) AS total "
    "FROM runway.document AS d "
    "WHERE d.business_id = $1 AND d.kind = 'INVOICE' AND d.settled_on <= $2 "
    "AND d.party_id IS NOT NULL AND d.issue_date IS NOT NULL AND d.due_date IS NOT NULL "
    "AND (d.settled_on = d.issue_date AND d.due_date > d.issue_date) IS NOT TRUE "
    "ORDER BY d.settled_on DESC, d.party_id, d.issue_date, d.due_date",
    ("business_id", "as_of"),
)
