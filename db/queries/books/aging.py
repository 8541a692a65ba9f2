"""What was open on a day, and what was sold or bought in a period, with all that home amounts need."""

from db.statement import Statement

#: Open now, or settled by something dated later than the day, as the source's own balances have it: today's
#: balance and what was applied after the day. A credit without a balance has what no payment used up of it.
#: What a deposit holds of a payment is not used up. Each part of the union has an index of its own.
OPEN_AT = Statement(
    "WITH found AS ("
    "SELECT o.id FROM runway.document AS o WHERE o.business_id = $1 AND o.state = 'OPEN' "
    "AND o.kind IN ('BILL', 'INVOICE') AND o.kind = $3::text "
    "UNION ALL SELECT s.id FROM runway.document AS s "
    "WHERE s.business_id = $1 AND s.kind = $3::text AND s.settled_on > $2 "
    "UNION ALL SELECT c.id FROM runway.document AS c "
    "WHERE c.business_id = $1 AND c.kind = $4::text AND c.state IN ('OPEN', 'SETTLED') "
    "UNION ALL SELECT u.id FROM runway.document AS u "
    "WHERE u.business_id = $1 AND u.kind = $5::text AND u.balance > 0 AND u.state = 'OPEN') "
    "SELECT d.id, d.kind, d.party_id, d.issue_date, d.due_date, d.currency_code, d.exchange_rate, "
    "coalesce(d.balance, d.total - coalesce(x.applied, 0)) + coalesce(x.later, 0) AS amount "
    "FROM found AS f JOIN runway.document AS d ON d.business_id = $1 AND d.id = f.id "
    "LEFT JOIN LATERAL (SELECT sum(a.amount) AS applied, "
    "sum(a.amount) FILTER (WHERE p.issue_date > $2) AS later "
    "FROM runway.allocation AS a JOIN runway.document AS p ON p.business_id = $1 AND p.id = a.payment_id "
    "WHERE a.business_id = $1 AND a.target_id = d.id "
    "AND p.kind <> 'DEPOSIT' AND p.state NOT IN ('VOIDED', 'DELETED')) AS x ON true "
    "WHERE d.issue_date <= $2 OR d.issue_date IS NULL",
    ("business_id", "as_of", "kind", "credit_kind", "unapplied_kind"),
)

#: Invoices less credit memos, or bills less vendor credits, in home currency, by the day of issue.
TURNOVER = Statement(
    "SELECT coalesce(sum(CASE WHEN d.kind = $4::text THEN d.total ELSE -d.total END * r.rate), 0) AS amount, "
    "count(*) FILTER (WHERE r.rate IS NULL AND d.total <> 0) AS without_rate "
    "FROM runway.document AS d JOIN runway.business AS b ON b.id = $1 "
    "CROSS JOIN LATERAL (SELECT CASE WHEN d.currency_code = b.currency_code THEN 1 "
    "WHEN d.exchange_rate > 0 THEN d.exchange_rate END AS rate) AS r "
    "WHERE d.business_id = $1 AND d.kind IN ($4::text, $5::text) "
    "AND d.issue_date > $2 AND d.issue_date <= $3 AND d.state IN ('OPEN', 'SETTLED')",
    ("business_id", "since", "as_of", "kind", "credit_kind"),
)
