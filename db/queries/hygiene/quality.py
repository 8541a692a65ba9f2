"""How much was checked, what of it fails, and how that was on earlier days."""

from db.queries.writing import insert_row
from db.statement import Statement
from db.tables import quality_snapshot

#: A weight in home currency; what has no rate has none.
_WEIGHT = (
    "abs(d.balance) * CASE WHEN d.currency_code = b.currency_code THEN 1 "
    "WHEN d.exchange_rate > 0 THEN d.exchange_rate END"
)
#: What was merged into another one was checked and is in order: taking it out would lower the score.
CHECKED = Statement(
    f"SELECT count(*) AS documents, coalesce(sum({_WEIGHT}) FILTER (WHERE d.state = 'OPEN'), 0) AS weight, "  # noqa: S608  # Columns of our own.
    "(SELECT count(*) FROM runway.account AS a WHERE a.business_id = $1 AND a.active "
    "AND a.account_type = 'Bank') AS accounts, "
    "(SELECT count(*) FROM runway.party AS p WHERE p.business_id = $1 AND p.active) AS parties "
    "FROM runway.document AS d JOIN runway.business AS b ON b.id = $1 WHERE d.business_id = $1 "
    "AND d.kind IN ('BILL', 'INVOICE') AND (d.state IN ('OPEN', 'SETTLED') OR d.superseded_by IS NOT NULL)",
    ("business_id",),
)
#: Of each dimension the documents, accounts and parties with an issue, each once; `of_all` with ignored ones.
FAILING = Statement(
    "WITH failing AS (SELECT m.dimension, i.document_id, "  # noqa: S608  # Columns of our own.
    "coalesce(i.document_id, i.account_id, i.party_id) AS subject_id, "
    "bool_or(i.status = 'OPEN') AS is_open FROM runway.issue AS i "
    "JOIN unnest($2::text[], $3::text[]) AS m(check_name, dimension) ON m.check_name = i.check_name "
    "WHERE i.business_id = $1 AND i.status <> 'RESOLVED' "
    "AND coalesce(i.document_id, i.account_id, i.party_id) IS NOT NULL GROUP BY 1, 2, 3) "
    "SELECT f.dimension, count(*) FILTER (WHERE f.is_open) AS subjects, count(*) AS subjects_of_all, "
    "coalesce(sum(w.weight) FILTER (WHERE f.is_open), 0) AS weight, "
    "coalesce(sum(w.weight), 0) AS weight_of_all FROM failing AS f "
    f"LEFT JOIN LATERAL (SELECT {_WEIGHT} AS weight FROM runway.document AS d "
    "JOIN runway.business AS b ON b.id = $1 "
    "WHERE d.business_id = $1 AND d.id = f.document_id AND d.state = 'OPEN') AS w ON true "
    "GROUP BY f.dimension",
    ("business_id", "check_names", "dimensions"),
)
#: Hours since the books were whole; of open issues, and of those found in 90 days those that are resolved.
STATE = Statement(
    "SELECT extract(epoch FROM (runway.clock() - b.last_synced_at)) / 3600 AS hours, b.freshness_hours, "
    "c.* FROM runway.business AS b CROSS JOIN LATERAL (SELECT "
    "count(*) FILTER (WHERE i.status = 'OPEN' AND i.severity = 4) AS critical, "
    "count(*) FILTER (WHERE i.status = 'OPEN' AND i.severity = 3) AS high, "
    "count(*) FILTER (WHERE i.status = 'OPEN' AND i.severity = 2) AS medium, "
    "count(*) FILTER (WHERE i.status = 'OPEN' AND i.severity = 1) AS low, "
    "count(*) FILTER (WHERE i.status = 'IGNORED') AS ignored, "
    "count(*) FILTER (WHERE i.detected_at >= now() - interval '90 days') AS recent, "
    "count(*) FILTER (WHERE i.detected_at >= now() - interval '90 days' AND i.status = 'RESOLVED') "
    "AS resolved "
    "FROM runway.issue AS i WHERE i.business_id = $1) AS c WHERE b.id = $1",
    ("business_id",),
)
#: What was checked when something last was: the score is read without counting documents.
LATEST = Statement(
    "SELECT q.documents, q.accounts, q.parties, q.weight FROM runway.quality_snapshot AS q "
    "WHERE q.business_id = $1 ORDER BY q.day DESC LIMIT 1",
    ("business_id",),
)
_SNAPSHOT = (
    "business_id",
    "id",
    "day",
    "score",
    "score_with_ignored",
    "critical",
    "high",
    "medium",
    "low",
    "ignored",
    "documents",
    "accounts",
    "parties",
    "weight",
)
KEEP = insert_row(
    quality_snapshot,
    _SNAPSHOT,
    f"ON CONFLICT (business_id, day) DO UPDATE SET ({', '.join(_SNAPSHOT[3:])}, taken_at) = "
    f"ROW ({', '.join(f'excluded.{name}' for name in _SNAPSHOT[3:])}, excluded.taken_at)",
)
TREND = Statement(
    "SELECT q.day, q.score, q.score_with_ignored, q.critical, q.high, q.medium, q.low, q.ignored "
    "FROM runway.quality_snapshot AS q WHERE q.business_id = $1 AND q.day > $2::date - $3::int "
    "AND q.day <= $2::date ORDER BY q.day",
    ("business_id", "today", "days"),
)
