"""The cash on many past days at once."""

from db.statement import Statement

#: As `CASH_ACCOUNTS` of past days, for all of the days in one statement, which are in their order: what moved
#: is added up by the days that it lies between, once.
CASH_ON_DAYS = Statement(
    "WITH moved AS (SELECT m.account_id, width_bucket(m.moved_on - 1, $2::date[]) AS place, "
    "sum(m.amount) AS amount, bool_or(m.amount IS NULL) AS is_unknown "
    "FROM runway.account AS a JOIN runway.account_movement AS m "
    "ON m.business_id = $1 AND m.account_id = a.id AND m.moved_on > ($2::date[])[1] "
    "WHERE a.business_id = $1 AND (a.account_type = 'Bank' OR a.account_subtype = 'UndepositedFunds') "
    "GROUP BY 1, 2) "
    "SELECT t.day, a.id, (a.account_type = 'Bank') IS TRUE AS is_bank, "
    "CASE WHEN NOT coalesce(l.is_unknown, false) "
    "THEN a.current_balance - coalesce(l.amount, 0) END AS balance, "
    "a.current_balance IS NOT NULL AS is_told, coalesce(a.currency_code, b.currency_code) AS currency_code "
    "FROM runway.business AS b JOIN runway.account AS a ON a.business_id = $1 "
    "AND (a.active OR a.current_balance IS NOT NULL) "
    "AND (a.account_type = 'Bank' OR a.account_subtype = 'UndepositedFunds') "
    "CROSS JOIN unnest($2::date[]) WITH ORDINALITY AS t(day, place) "
    "LEFT JOIN LATERAL (SELECT sum(m.amount) AS amount, bool_or(m.is_unknown) AS is_unknown FROM moved AS m "
    "WHERE m.account_id = a.id AND m.place >= t.place) AS l ON true "
    "WHERE b.id = $1 ORDER BY t.day, a.name, a.id",
    ("business_id", "days"),
)
#: The last rate recorded by each of the days with any document of each of the currencies.
RATES_ON_DAYS = Statement(
    "SELECT t.day, c.code, r.exchange_rate AS rate "
    "FROM unnest($2::date[]) AS t(day) CROSS JOIN unnest($3::text[]) AS c(code) "
    "CROSS JOIN LATERAL (SELECT d.exchange_rate FROM runway.document AS d "
    "WHERE d.business_id = $1 AND d.currency_code = c.code AND d.exchange_rate > 0 "
    "AND d.state NOT IN ('VOIDED', 'DELETED') AND d.issue_date <= t.day "
    "ORDER BY d.issue_date DESC, d.id DESC LIMIT 1) AS r",
    ("business_id", "days", "currencies"),
)
