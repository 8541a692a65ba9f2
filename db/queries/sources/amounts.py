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
#: recorded nearest to its day with any document of that currency. Two things tell no amount of an account in
#: another currency. A transfer, or a payment of a card, that names no currency is in that of the account that
#: it leaves: where that one is abroad, the other side was worth as much at home, and no more is known of it.
#: And an entry at home may revalue a foreign account, on which nothing moves then: it does when it posts
#: exchange gains or losses. What other documents record may be no rate of this one: an amount that is larger
#: than any that is stored is not known.
DERIVE = Statement(
    "WITH known AS ("
    "SELECT m.id, m.document_amount AS given, m.moved_on, f.currency, "
    "b.currency_code AS home, coalesce(a.currency_code, b.currency_code) AS account_currency, "
    "CASE WHEN f.currency = b.currency_code THEN 1 WHEN d.exchange_rate > 0 THEN d.exchange_rate END "
    "AS rate, u.is_untold AND f.currency <> b.currency_code AS is_untold, "
    "d.kind = 'JOURNAL_ENTRY' AND f.currency = b.currency_code "
    "AND a.account_type IN ('Bank', 'Credit Card') AS is_entered_at_home, d.id AS document_id "
    "FROM runway.business AS b "
    "JOIN runway.account_movement AS m ON m.business_id = $1 "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.id = m.document_id "
    "JOIN runway.account AS a ON a.business_id = $1 AND a.id = m.account_id "
    "CROSS JOIN LATERAL (SELECT d.kind IN ('TRANSFER', 'CREDIT_CARD_PAYMENT') AND NOT d.currency_given "
    "AS is_untold) AS u "
    "CROSS JOIN LATERAL (SELECT CASE WHEN u.is_untold THEN coalesce((SELECT c.currency_code "
    "FROM runway.account_movement AS o "
    "JOIN runway.account AS c ON c.business_id = $1 AND c.id = o.account_id "
    "WHERE o.business_id = $1 AND o.document_id = d.id AND o.document_amount < 0 LIMIT 1), b.currency_code) "
    "ELSE d.currency_code END AS currency) AS f "
    "WHERE b.id = $1), "
    "derived AS ("
    "SELECT k.id, CASE WHEN k.account_currency = k.currency THEN k.given "
    "WHEN k.account_currency = k.home THEN round(k.given * k.rate, 4) "
    "WHEN v.is_revalued THEN 0 WHEN NOT k.is_untold AND NOT k.is_entered_at_home "
    "THEN round(k.given * k.rate / n.rate, 4) END AS amount, "
    "CASE WHEN v.is_revalued THEN 0 ELSE round(k.given * coalesce(k.rate, n.rate), 4) END AS home_amount "
    "FROM known AS k CROSS JOIN LATERAL (SELECT "
    "k.is_entered_at_home AND k.account_currency <> k.home AND EXISTS ("
    "SELECT FROM runway.account_movement AS o JOIN runway.account AS c ON c.business_id = $1 "
    "AND c.id = o.account_id AND c.account_subtype = 'ExchangeGainOrLoss' "
    "WHERE o.business_id = $1 AND o.document_id = k.document_id) AS is_revalued) AS v LEFT JOIN LATERAL ("
    "SELECT o.exchange_rate AS rate FROM runway.document AS o "
    "WHERE CASE WHEN k.is_untold THEN k.rate IS NULL ELSE k.account_currency <> k.home "
    "AND (k.account_currency = k.currency) = (k.rate IS NULL) END "
    "AND o.business_id = $1 AND o.exchange_rate > 0 "
    "AND o.currency_code = CASE WHEN k.rate IS NULL THEN k.currency ELSE k.account_currency END "
    "AND o.state NOT IN ('VOIDED', 'DELETED') "
    "ORDER BY abs(o.issue_date - k.moved_on), o.id LIMIT 1) AS n ON true), "
    "possible AS (SELECT e.id, CASE WHEN abs(e.amount) < 1e15 THEN e.amount END AS amount, "
    "CASE WHEN abs(e.home_amount) < 1e15 THEN e.home_amount END AS home_amount FROM derived AS e) "
    "UPDATE runway.account_movement AS m SET amount = e.amount, home_amount = e.home_amount "
    "FROM possible AS e WHERE m.business_id = $1 AND m.id = e.id "
    "AND (m.amount, m.home_amount) IS DISTINCT FROM (e.amount, e.home_amount)",
    ("business_id",),
)
