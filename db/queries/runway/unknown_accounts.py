"""What other records refer to and the books do not hold: accounts that moved money, documents, payments."""

from db.queries.looked_up import DOCUMENT
from db.statement import Statement

#: Money that moved, of which the source does not say when, or (of a span of days) how much.
_UNTOLD = (
    "FROM runway.document AS d WHERE d.business_id = $1 "
    "AND d.kind NOT IN ('BILL', 'INVOICE', 'VENDOR_CREDIT', 'CREDIT_MEMO') "
    "AND d.state NOT IN ('VOIDED', 'DELETED') AND (d.issue_date IS NULL "
    "OR d.total IS NULL AND d.issue_date >= $2::date AND d.issue_date <= $3::date)"
)

#: Movements in a span of days on accounts of unknown type that may be cash: what only records where money was
#: spent or came from is left out, as far as kinds and signs tell. Of purchases and deposits the place among
#: the document's movements tells the rest. What was paid off by a payment of a card is a card.
#: A journal entry is left out where no bank account is in it and a card, or what is owed, explains it.
MOVED_ON_UNKNOWN = Statement(
    "WITH cards AS (SELECT m.account_id FROM runway.document AS d "  # noqa: S608  # Columns of our own.
    "JOIN runway.account_movement AS m ON m.business_id = $1 AND m.document_id = d.id "
    "WHERE d.business_id = $1 AND d.kind = 'CREDIT_CARD_PAYMENT' AND m.document_amount > 0) "
    "SELECT m.id, m.document_id, d.kind, a.id AS account_id, a.name, a.active "
    "FROM runway.account AS a "
    "CROSS JOIN LATERAL (SELECT o.* FROM runway.account_movement AS o "
    "WHERE o.business_id = $1 AND o.account_id = a.id "
    "AND o.moved_on >= $2::date AND o.moved_on <= $3::date OFFSET 0) AS m "
    + DOCUMENT.format(id="m.document_id", name="d")
    + "WHERE a.business_id = $1 AND a.account_type IS NULL "
    "AND NOT EXISTS (SELECT FROM cards AS c WHERE c.account_id = m.account_id) "
    "AND CASE d.kind "
    "WHEN 'CREDIT_CARD_PAYMENT' THEN m.document_amount < 0 "
    "WHEN 'DEPOSIT' THEN m.document_amount > 0 "
    "WHEN 'BILL' THEN false WHEN 'VENDOR_CREDIT' THEN false "
    "WHEN 'PURCHASE' THEN m.document_amount < 0 OR NOT EXISTS ("
    "SELECT FROM runway.account_movement AS o "
    "JOIN runway.account AS k ON k.business_id = $1 AND k.id = o.account_id "
    "WHERE o.business_id = $1 AND o.document_id = m.document_id AND o.document_amount < 0 "
    "AND k.account_type IN ('Bank', 'Credit Card')) "
    "WHEN 'JOURNAL_ENTRY' THEN (SELECT bool_or(k.account_type = 'Bank') IS TRUE OR bool_or("
    "m.document_amount > 0 AND o.document_amount < 0 "
    "AND k.account_type IN ('Credit Card', 'Accounts Payable') "
    "OR m.document_amount < 0 AND o.document_amount > 0 "
    "AND k.account_type = 'Accounts Receivable') IS NOT TRUE "
    "FROM runway.account_movement AS o "
    "JOIN runway.account AS k ON k.business_id = $1 AND k.id = o.account_id "
    "WHERE o.business_id = $1 AND o.document_id = m.document_id) "
    "ELSE true END "
    "ORDER BY a.name, a.id, m.id",
    ("business_id", "since", "until"),
)

#: What lines of purchases, deposits and paid bills put on accounts of unknown type while a bank moved, in a
#: span of days: it counts as spent or earned, and may have been a loan's. With it what moved on banks then,
#: in home currency, and how many accounts of the kind that such lines name the source listed. The place among
#: the document's movements tells lines from what paid.
ON_UNLISTED = Statement(
    "SELECT m.id, m.document_id, d.kind, a.id AS account_id, a.name, a.active, "
    "abs(coalesce(m.home_amount, m.document_amount)) AS amount, "
    "(SELECT coalesce(sum(abs(o.home_amount)), 0) FROM runway.account AS k "
    "JOIN runway.account_movement AS o ON o.business_id = $1 AND o.account_id = k.id "
    "AND o.moved_on >= $2::date AND o.moved_on <= $3::date "
    "WHERE k.business_id = $1 AND k.account_type = 'Bank') AS moved, "
    "(SELECT count(*) FROM runway.account AS c WHERE c.business_id = $1 AND c.sync_token IS NOT NULL "
    "AND CASE WHEN d.kind = 'DEPOSIT' THEN c.account_type IN ('Income', 'Other Income') "
    "ELSE c.account_type IN ('Expense', 'Other Expense', 'Cost of Goods Sold') END) AS listed "
    "FROM runway.account AS a "
    "JOIN runway.account_movement AS m ON m.business_id = $1 AND m.account_id = a.id "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.id = m.document_id "
    "AND d.kind IN ('PURCHASE', 'DEPOSIT', 'BILL') AND d.state <> 'DELETED' "
    "WHERE a.business_id = $1 AND a.account_type IS NULL "
    "AND CASE WHEN d.kind = 'BILL' THEN EXISTS (SELECT FROM runway.allocation AS n "
    "JOIN runway.document AS p ON p.business_id = $1 AND p.id = n.payment_id "
    "AND p.kind = 'BILL_PAYMENT' AND p.state NOT IN ('VOIDED', 'DELETED') "
    "AND p.issue_date >= $2::date AND p.issue_date <= $3::date "
    "JOIN runway.account_movement AS o ON o.business_id = $1 AND o.document_id = p.id "
    "JOIN runway.account AS k ON k.business_id = $1 AND k.id = o.account_id AND k.account_type = 'Bank' "
    "WHERE n.business_id = $1 AND n.target_id = d.id) "
    "ELSE m.moved_on >= $2::date AND m.moved_on <= $3::date AND EXISTS ("
    "SELECT FROM runway.account_movement AS o "
    "JOIN runway.account AS k ON k.business_id = $1 AND k.id = o.account_id AND k.account_type = 'Bank' "
    "WHERE o.business_id = $1 AND o.document_id = d.id) END "
    "ORDER BY a.name, a.id, m.id",
    ("business_id", "since", "until"),
)

#: Of Undeposited Funds that no deposit ever took anything from, the customers' payments of a span of days
#: that cannot all wait there: the balance, which the newest hold, is lower than what the source had entered
#: there by then, on all such accounts of a currency together, as a payment may name none of them. A deposit
#: of which a line names no account may have taken it from there. What was changed since the balance was told
#: may have been put there since. Beside it how many documents of money do not say when or how much.
NOT_WAITING = Statement(
    "WITH waiting AS (SELECT a.id, a.balance_as_of, coalesce(a.currency_code, '') AS code, "  # noqa: S608  # Conditions of our own.
    "sum(a.current_balance) OVER same AS balance, bool_or(a.current_balance IS NULL) OVER same AS is_untold "
    "FROM runway.account AS a WHERE a.business_id = $1 AND a.account_subtype = 'UndepositedFunds' "
    "WINDOW same AS (PARTITION BY coalesce(a.currency_code, ''))), "
    "entered AS (SELECT greatest(a.balance, 0) AS balance, m.moved_on, m.amount, "
    "d.kind IN ('PAYMENT', 'SALES_RECEIPT', 'INVOICE') AND m.amount > 0 AS is_receipt, "
    "sum(m.amount) OVER (PARTITION BY a.code) - a.balance AS gone, "
    "sum(m.amount) OVER (PARTITION BY a.code ORDER BY m.moved_on DESC, m.id) AS since_then "
    "FROM runway.business AS b "
    "JOIN waiting AS a ON NOT a.is_untold "
    "JOIN runway.account_movement AS m ON m.business_id = $1 AND m.account_id = a.id "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.id = m.document_id "
    "WHERE b.id = $1 AND CASE WHEN d.source_created_at IS NULL "
    "THEN m.moved_on < (a.balance_as_of AT TIME ZONE b.time_zone)::date "
    "ELSE d.source_created_at <= a.balance_as_of END "
    "AND (d.source_updated_at IS NULL OR d.source_updated_at <= a.balance_as_of) "
    "AND NOT EXISTS (SELECT FROM runway.document AS k WHERE k.business_id = $1 AND k.kind = 'DEPOSIT' "
    "AND k.state NOT IN ('VOIDED', 'DELETED') AND (SELECT bool_or(o.account_id IN "
    "(SELECT w.id FROM waiting AS w WHERE w.code = a.code) AND o.document_amount < 0) "
    "OR sum(o.document_amount) <> 0 FROM runway.account_movement AS o "
    "WHERE o.business_id = $1 AND o.document_id = k.id))) "
    f"SELECT count(*)::integer AS count, (SELECT count(*)::integer {_UNTOLD}) AS untold FROM entered AS e "
    "WHERE e.is_receipt AND e.gone >= 1 AND e.since_then > e.balance "
    "AND e.moved_on >= $2::date AND e.moved_on <= $3::date",
    ("business_id", "since", "until"),
)

#: What documents of a span of days name and the books never got: payments what they settle, bills and
#: invoices what settles them; and bills and invoices that are settled for more than any payment gave without
#: naming what is missing; by the source's name of its kind. What is due then may have been paid then. Money
#: of which the source does not say when or how much is as good as missing.
MISSING = Statement(
    "WITH named AS (SELECT d.id, n.target_entity, n.target_id, n.amount FROM runway.document AS d "  # noqa: S608  # Conditions of our own.
    "JOIN runway.allocation AS n ON n.business_id = $1 AND n.payment_id = d.id "
    "WHERE d.business_id = $1 AND d.kind IN ('PAYMENT', 'BILL_PAYMENT', 'DEPOSIT', 'BILL', 'INVOICE') "
    "AND d.state NOT IN ('VOIDED', 'DELETED') AND (d.issue_date >= $2::date OR d.due_date >= $2::date) "
    "AND d.issue_date <= $3::date "
    "AND NOT EXISTS (SELECT FROM runway.document AS t WHERE t.business_id = $1 AND t.id = n.target_id)), "
    "missing AS (SELECT n.target_entity AS entity, count(DISTINCT n.target_id) AS count "
    "FROM named AS n GROUP BY n.target_entity "
    "UNION ALL SELECT CASE d.kind WHEN 'BILL' THEN 'BillPayment' ELSE 'Payment' END, count(*) "
    "FROM runway.document AS d "
    "WHERE d.business_id = $1 AND d.kind IN ('BILL', 'INVOICE') AND d.state IN ('OPEN', 'SETTLED') "
    "AND (d.issue_date >= $2::date OR d.due_date >= $2::date) AND d.issue_date <= $3::date "
    "AND NOT EXISTS (SELECT FROM named AS n WHERE n.id = d.id AND n.amount = 0) "
    "AND d.balance_given AND d.total - d.balance > "
    "(SELECT coalesce(sum(n.amount), 0) FROM runway.allocation AS n "
    "WHERE n.business_id = $1 AND n.target_id = d.id) GROUP BY d.kind "
    f"UNION ALL SELECT d.entity, count(*) {_UNTOLD} GROUP BY d.entity) "
    "SELECT entity, sum(count)::integer AS count FROM missing GROUP BY entity ORDER BY entity",
    ("business_id", "since", "until"),
)

#: Cards on which something was spent in a span of days, and to which nothing was paid from a bank in it. A
#: bill over what is owed on a card pays it as bills are paid.
CARDS_NEVER_PAID = Statement(
    "SELECT a.id, a.name, a.account_type, a.account_subtype, a.current_balance, a.active, "
    "coalesce(a.currency_code, b.currency_code) AS currency_code "
    "FROM runway.business AS b "
    "JOIN runway.account AS a ON a.business_id = $1 AND a.account_type = 'Credit Card' "
    "WHERE b.id = $1 AND EXISTS ("
    "SELECT FROM runway.account_movement AS m WHERE m.business_id = $1 AND m.account_id = a.id "
    "AND m.moved_on >= $2::date AND m.moved_on <= $3::date AND m.document_amount < 0) "
    "AND NOT EXISTS (SELECT FROM runway.account_movement AS m "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.id = m.document_id "
    "WHERE m.business_id = $1 AND m.account_id = a.id "
    "AND m.moved_on >= $2::date AND m.moved_on <= $3::date AND m.document_amount > 0 "
    "AND (d.kind IN ('TRANSFER', 'CREDIT_CARD_PAYMENT', 'BILL') OR EXISTS ("
    "SELECT FROM runway.account_movement AS o "
    "JOIN runway.account AS k ON k.business_id = $1 AND k.id = o.account_id AND k.account_type = 'Bank' "
    "WHERE o.business_id = $1 AND o.document_id = m.document_id AND o.document_amount < 0))) "
    "ORDER BY a.name, a.id LIMIT 100",
    ("business_id", "since", "until"),
)
