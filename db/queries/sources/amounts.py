"""What documents moved in the currencies of account and business, by the rates recorded with them."""

from db.statement import Statement

#: Documents whose currency the source does not name follow the home currency when it is learned or changes.
FOLLOW_HOME = Statement(
    "UPDATE runway.document SET currency_code = $3 "
    "WHERE business_id = $1 AND currency_code = $2 AND NOT currency_given",
    ("business_id", "before", "after"),
)

#: Into accounts in home currency by the document's own rate and no other's; without one, null. What moves on
#: an account in its own currency, or comes into it from home, has no rate of its own: it counts at the one
#: recorded nearest to its day with any document of that currency.
DERIVE = Statement(
    "WITH known AS ("
    "SELECT m.id, m.document_amount AS given, m.moved_on, d.currency_code AS currency, "
    "b.currency_code AS home, coalesce(a.currency_code, b.currency_code) AS account_currency, "
    "CASE WHEN d.currency_code = b.currency_code THEN 1 WHEN d.exchange_rate > 0 THEN d.exchange_rate END "
    "AS rate FROM runway.business AS b "
    "JOIN runway.account_movement AS m ON m.business_id = $1 "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.id = m.document_id "
    "JOIN runway.account AS a ON a.business_id = $1 AND a.id = m.account_id "
    "WHERE b.id = $1), "
    "derived AS ("
    "SELECT k.id, CASE WHEN k.account_currency = k.currency THEN k.given "
    "WHEN k.account_currency = k.home THEN round(k.given * k.rate, 4) "
    "ELSE round(k.given * k.rate / n.rate, 4) END AS amount, "
    "round(k.given * coalesce(k.rate, n.rate), 4) AS home_amount "
    "FROM known AS k LEFT JOIN LATERAL ("
    "SELECT o.exchange_rate AS rate FROM runway.document AS o "
    "WHERE k.account_currency <> k.home AND (k.account_currency = k.currency) = (k.rate IS NULL) "
    "AND o.business_id = $1 AND o.currency_code = k.account_currency AND o.exchange_rate > 0 "
    "AND o.state NOT IN ('VOIDED', 'DELETED') "
    "ORDER BY abs(o.issue_date - k.moved_on), o.id LIMIT 1) AS n ON true) "
    "UPDATE runway.account_movement AS m SET amount = e.amount, home_amount = e.home_amount "
    "FROM derived AS e WHERE m.business_id = $1 AND m.id = e.id "
    "AND (m.amount, m.home_amount) IS DISTINCT FROM (e.amount, e.home_amount)",
    ("business_id",),
)
