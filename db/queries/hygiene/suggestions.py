"""What the books know about a document that could mend an issue of it."""

from db.queries.hygiene.detect import AROUND
from db.statement import Statement

#: Of issues about bills and invoices: the due date by their terms, how the last documents with the same party
#: were dated and over what, when the source made them, what is applied, and the rate recorded nearest.
FACTS = Statement(
    "SELECT i.id, i.check_name, i.document_id, i.related_document_id, d.kind, "  # noqa: S608  # Joins of our own.
    "d.currency_code, d.issue_date, d.due_date, d.total, d.balance, p.name AS party_name, "
    "t.name AS term_name, d.term_id IS NOT NULL AS has_terms, g.due AS due_by_terms, "
    "(d.source_created_at AT TIME ZONE b.time_zone)::date AS created_on, h.days, h.totals, "
    "x.applied, x.is_paid, y.is_paid AS related_is_paid, r.exchange_rate, r.issue_date AS rate_of, k.today "
    "FROM runway.issue AS i "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.id = i.document_id "
    f"{AROUND} "
    "CROSS JOIN LATERAL ("
    "SELECT array_agg(l.due_date - l.issue_date ORDER BY l.issue_date DESC, l.id) AS days, "
    "array_agg(l.total ORDER BY l.issue_date DESC, l.id) AS totals "
    "FROM (SELECT o.id, o.issue_date, o.due_date, o.total FROM runway.document AS o WHERE o.business_id = $1 "
    "AND o.party_id = d.party_id AND o.kind = d.kind "
    "AND o.id <> d.id AND o.state NOT IN ('VOIDED', 'DELETED') AND o.issue_date IS NOT NULL "
    "AND o.due_date >= o.issue_date AND o.total > 0 AND o.currency_code = d.currency_code "
    "ORDER BY o.issue_date DESC, o.id LIMIT 6) AS l) AS h "
    "CROSS JOIN LATERAL (SELECT coalesce(sum(a.amount) FILTER (WHERE o.kind <> 'DEPOSIT'), 0) AS applied, "
    "count(*) > 0 OR d.balance IS DISTINCT FROM d.total AS is_paid FROM runway.allocation AS a "
    "JOIN runway.document AS o ON o.business_id = $1 AND o.id = a.payment_id "
    "AND o.state NOT IN ('VOIDED', 'DELETED') WHERE a.business_id = $1 AND a.target_id = d.id) AS x "
    "LEFT JOIN LATERAL (SELECT e.balance IS DISTINCT FROM e.total OR EXISTS ("
    "SELECT FROM runway.allocation AS a JOIN runway.document AS o ON o.business_id = $1 "
    "AND o.id = a.payment_id AND o.state NOT IN ('VOIDED', 'DELETED') "
    "WHERE a.business_id = $1 AND a.target_id = e.id) AS is_paid FROM runway.document AS e "
    "WHERE e.business_id = $1 AND e.id = i.related_document_id AND e.kind = d.kind) AS y ON true "
    "LEFT JOIN LATERAL (SELECT o.exchange_rate, o.issue_date FROM runway.document AS o "
    "WHERE o.business_id = $1 AND o.currency_code = d.currency_code AND d.currency_code <> b.currency_code "
    "AND o.exchange_rate > 0 AND o.state NOT IN ('VOIDED', 'DELETED') "
    "ORDER BY abs(o.issue_date - coalesce(d.issue_date, k.today)), o.id LIMIT 1) AS r ON true "
    "WHERE i.business_id = $1 AND i.id = ANY ($2::uuid[]) AND i.status = 'OPEN'",
    ("business_id", "ids"),
)
