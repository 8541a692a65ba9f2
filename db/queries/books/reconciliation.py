"""Balances of cash accounts at two times as the source gave them, and what is known to have moved by each."""

from db.statement import Statement

#: Every active cash account with two balances, as far as there are two: the newest by the end of a day, and
#: the first one since another day, else the last one before. `moved` is what the books knew right after the
#: import that brought the balance; `learned` what they learned since of documents that were part of it,
#: `unsure` of such that may have been. A document was part of it when the source had made it by then,
#: whatever its date; that is not certain where it is dated ahead, since copied and migrated documents bear a
#: time of making that means nothing. Where the source does not tell, its date decides, but on the day itself.
BALANCES = Statement(
    "WITH p AS MATERIALIZED ("
    "SELECT a.id, a.name, (a.account_type = 'Bank') IS TRUE AS is_bank, "
    "coalesce(a.currency_code, b.currency_code) AS currency_code, b.time_zone, "
    "n.as_of AS later_at, n.balance AS later_balance, n.moved AS later_moved, n.created_at AS later_known, "
    "e.as_of AS earlier_at, e.balance AS earlier_balance, e.moved AS earlier_moved, "
    "e.created_at AS earlier_known "
    "FROM runway.business AS b "
    "JOIN runway.account AS a ON a.business_id = $1 AND a.active "
    "AND (a.account_type = 'Bank' OR a.account_subtype = 'UndepositedFunds') "
    "LEFT JOIN LATERAL (SELECT s.* FROM runway.account_balance AS s "
    "WHERE s.business_id = $1 AND s.account_id = a.id "
    "AND s.as_of < ($2::date + 1)::timestamp AT TIME ZONE b.time_zone "
    "ORDER BY s.as_of DESC LIMIT 1) AS n ON true "
    "LEFT JOIN LATERAL (SELECT u.* FROM ("
    "(SELECT 1 AS place, s.* FROM runway.account_balance AS s "
    "WHERE s.business_id = $1 AND s.account_id = a.id AND s.as_of < n.as_of "
    "AND s.as_of >= $3::date::timestamp AT TIME ZONE b.time_zone ORDER BY s.as_of LIMIT 1) "
    "UNION ALL (SELECT 2, s.* FROM runway.account_balance AS s "
    "WHERE s.business_id = $1 AND s.account_id = a.id AND s.as_of < n.as_of "
    "ORDER BY s.as_of DESC LIMIT 1)) AS u ORDER BY u.place LIMIT 1) AS e ON true "
    "WHERE b.id = $1), "
    "late AS MATERIALIZED (SELECT d.id, d.created_at, d.source_created_at FROM runway.document AS d "
    "WHERE d.business_id = $1 AND d.created_at > "
    "(SELECT min(least(p.earlier_known, p.later_known)) FROM p WHERE p.earlier_at IS NOT NULL)), "
    "learned AS (SELECT p.id, t.is_later, bool_or(m.amount IS NULL) AS is_unknown, "
    "coalesce(sum(m.amount) FILTER (WHERE c.is_certain), 0) AS certain, "
    "coalesce(sum(m.amount) FILTER (WHERE NOT c.is_certain), 0) AS unsure "
    "FROM late AS l "
    "JOIN runway.account_movement AS m ON m.business_id = $1 AND m.document_id = l.id "
    "JOIN p ON p.id = m.account_id AND p.earlier_at IS NOT NULL "
    "CROSS JOIN LATERAL (VALUES (false, p.earlier_at, p.earlier_known), (true, p.later_at, p.later_known)) "
    "AS t(is_later, as_of, known) "
    "CROSS JOIN LATERAL (SELECT (t.as_of AT TIME ZONE p.time_zone)::date AS day) AS y "
    "CROSS JOIN LATERAL (SELECT CASE WHEN l.source_created_at IS NULL THEN m.moved_on < y.day "
    "ELSE m.moved_on <= y.day END AS is_certain) AS c "
    "WHERE l.created_at > t.known "
    "AND CASE WHEN l.source_created_at IS NULL THEN m.moved_on <= y.day "
    "ELSE l.source_created_at <= t.as_of END "
    "GROUP BY p.id, t.is_later) "
    "SELECT p.id, p.name, p.is_bank, p.currency_code, "
    "p.earlier_at, p.earlier_balance, p.earlier_moved, p.later_at, p.later_balance, p.later_moved, "
    "coalesce(e.certain, 0) AS earlier_learned, coalesce(e.unsure, 0) AS earlier_unsure, "
    "coalesce(n.certain, 0) AS later_learned, coalesce(n.unsure, 0) AS later_unsure, "
    "coalesce(e.is_unknown, false) AS earlier_unknown, coalesce(n.is_unknown, false) AS later_unknown, "
    "x.turnover "
    "FROM p LEFT JOIN learned AS e ON e.id = p.id AND NOT e.is_later "
    "LEFT JOIN learned AS n ON n.id = p.id AND n.is_later "
    "CROSS JOIN LATERAL (SELECT coalesce(sum(abs(m.amount)), 0) AS turnover "
    "FROM runway.account_movement AS m WHERE m.business_id = $1 AND m.account_id = p.id "
    "AND m.moved_on >= (p.earlier_at AT TIME ZONE p.time_zone)::date "
    "AND m.moved_on <= (p.later_at AT TIME ZONE p.time_zone)::date) AS x "
    "ORDER BY p.name, p.id",
    ("business_id", "as_of", "since"),
)
