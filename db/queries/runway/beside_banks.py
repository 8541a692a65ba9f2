"""What lies beside the banks and will move them: what waits for its deposit, and what is owed on cards."""

from db.statement import Statement

#: Undeposited Funds, and on each account the customers' payments of a year that no deposit had brought to a
#: bank by the day, the newest first. What waits is the balance less what is dated later: of today only
#: payments to come that no deposit brings, as each is a flow of its own; a deposit to come has taken its
#: money off the balance already. `waits`: the payment is in what waits; any other is in a deposit to come.
UNDEPOSITED = Statement(
    "WITH moved AS (SELECT m.account_id, m.document_id, m.moved_on, m.amount, d.party_id, p.name AS party, "
    "d.kind IN ('PAYMENT', 'SALES_RECEIPT') AS is_receipt, r.brought_on "
    "FROM runway.account AS a "
    "JOIN runway.account_movement AS m ON m.business_id = $1 AND m.account_id = a.id "
    "AND m.moved_on > $2::date - 366 "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.id = m.document_id "
    "LEFT JOIN runway.party AS p ON p.business_id = $1 AND p.id = d.party_id "
    "LEFT JOIN LATERAL (SELECT min(k.issue_date) AS brought_on FROM runway.allocation AS c "
    "JOIN runway.document AS k ON k.business_id = $1 AND k.id = c.payment_id "
    "AND k.kind = 'DEPOSIT' AND k.state NOT IN ('VOIDED', 'DELETED') "
    "WHERE c.business_id = $1 AND c.target_id = d.id) AS r ON true "
    "WHERE a.business_id = $1 AND a.account_subtype = 'UndepositedFunds') "
    "SELECT a.id, a.name, coalesce(a.currency_code, b.currency_code) AS currency_code, "
    "a.current_balance IS NOT NULL AND (a.active OR $3::boolean) AS is_told, "
    "a.current_balance - coalesce(l.amount, 0) AS balance, coalesce(l.is_unknown, false) AS is_unknown, "
    "t.document_id, t.moved_on, t.amount, t.party_id, t.party, "
    "t.moved_on <= $2::date AND (t.brought_on IS NULL OR $3::boolean) AS waits "
    "FROM runway.business AS b JOIN runway.account AS a "
    "ON a.business_id = $1 AND a.account_subtype = 'UndepositedFunds' "
    "LEFT JOIN LATERAL (SELECT sum(m.amount) AS amount, bool_or(m.amount IS NULL) AS is_unknown "
    "FROM moved AS m WHERE m.account_id = a.id AND m.moved_on > $2::date "
    "AND ($3::boolean OR m.is_receipt AND m.brought_on IS NULL)) AS l ON true "
    "LEFT JOIN moved AS t ON t.account_id = a.id AND t.is_receipt AND t.amount > 0 "
    "AND (t.brought_on IS NULL AND t.moved_on <= $2::date "
    "OR t.brought_on > $2::date AND (t.moved_on <= $2::date OR NOT $3::boolean)) "
    "WHERE b.id = $1 ORDER BY a.name, a.id, t.moved_on DESC, t.document_id",
    ("business_id", "as_of", "is_past"),
)

#: Credit cards with what is owed on them, all that is entered included, and a row for each of the year's
#: payments of the card, under the names by which what comes back regularly knows them. A card's balance is
#: negative while something is owed.
CARDS = Statement(
    "SELECT a.id, a.name, coalesce(a.currency_code, b.currency_code) AS currency_code, "
    "coalesce(l.amount, 0) - a.current_balance AS owed, coalesce(l.is_unknown, false) AS is_unknown, "
    "y.paid_on, y.party_id, y.label "
    "FROM runway.business AS b JOIN runway.account AS a "
    "ON a.business_id = $1 AND a.account_type = 'Credit Card' AND (a.active OR $3::boolean) "
    "LEFT JOIN LATERAL (SELECT sum(m.amount) AS amount, bool_or(m.amount IS NULL) AS is_unknown "
    "FROM runway.account_movement AS m "
    "WHERE $3::boolean AND m.business_id = $1 AND m.account_id = a.id "
    "AND m.moved_on > $2::date) AS l ON true "
    "LEFT JOIN LATERAL (SELECT m.moved_on AS paid_on, d.party_id, coalesce(p.name, nullif(d.note, ''), "
    "(SELECT min(k.name) FROM runway.account_movement AS o "
    "JOIN runway.account AS k ON k.business_id = $1 AND k.id = o.account_id AND k.account_type <> 'Bank' "
    "WHERE o.business_id = $1 AND o.document_id = d.id), d.kind) AS label "
    "FROM runway.account_movement AS m "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.id = m.document_id "
    "LEFT JOIN runway.party AS p ON p.business_id = $1 AND p.id = d.party_id "
    "WHERE m.business_id = $1 AND m.account_id = a.id AND m.document_amount > 0 "
    "AND m.moved_on > $2::date - 366 AND m.moved_on <= $2::date "
    "AND (d.kind IN ('TRANSFER', 'CREDIT_CARD_PAYMENT') OR EXISTS ("
    "SELECT FROM runway.account_movement AS o "
    "JOIN runway.account AS k ON k.business_id = $1 AND k.id = o.account_id AND k.account_type = 'Bank' "
    "WHERE o.business_id = $1 AND o.document_id = m.document_id AND o.document_amount < 0))) AS y ON true "
    "WHERE b.id = $1 AND a.current_balance IS NOT NULL "
    "ORDER BY a.name, a.id, y.paid_on, y.label",
    ("business_id", "as_of", "is_past"),
)
