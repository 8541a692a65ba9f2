"""Balances of accounts as the source gave them, and what the books knew to have moved there by then."""

from db.statement import Statement

#: A posting changes a balance and raises no sync token. Answers the accounts that were told anew, and whether
#: that changed what they hold.
TAKE = Statement(
    "WITH given AS ("
    "SELECT g.* FROM unnest($2::uuid[], $3::numeric[], $4::timestamptz[], $5::timestamptz[]) "
    "AS g(id, balance, as_of, updated_at)), "
    "newer AS ("
    "SELECT a.id, a.current_balance AS before, g.balance, g.as_of, g.updated_at FROM given AS g "
    "JOIN runway.account AS a ON a.business_id = $1 AND a.id = g.id "
    "WHERE coalesce(a.balance_as_of, '-infinity') <= g.as_of "
    "AND (a.current_balance, a.balance_as_of) IS DISTINCT FROM (g.balance, g.as_of)) "
    "UPDATE runway.account AS a SET current_balance = n.balance, balance_as_of = n.as_of, "
    "source_updated_at = greatest(a.source_updated_at, n.updated_at) "
    "FROM newer AS n WHERE a.business_id = $1 AND a.id = n.id "
    "RETURNING a.id, n.before IS DISTINCT FROM n.balance AS changed",
    ("business_id", "ids", "balances", "as_of", "updated_at"),
)

#: What lies on cash accounts at the time of an answer, and all that the books know to have moved there: what
#: the source made later is no part of it. One answer is kept once.
KEEP = Statement(
    "INSERT INTO runway.account_balance (business_id, id, account_id, as_of, balance, moved) "
    "SELECT $1, gen_random_uuid(), a.id, least(g.as_of, runway.clock()), g.balance, x.moved "
    "FROM unnest($2::uuid[], $3::numeric[], $4::timestamptz[]) AS g(id, balance, as_of) "
    "JOIN runway.account AS a ON a.business_id = $1 AND a.id = g.id "
    "AND (a.account_type = 'Bank' OR a.account_subtype = 'UndepositedFunds') "
    "CROSS JOIN LATERAL ("
    "SELECT CASE WHEN bool_or(m.amount IS NULL) THEN NULL ELSE coalesce(sum(m.amount), 0) END AS moved "
    "FROM runway.account_movement AS m "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.id = m.document_id "
    "WHERE m.business_id = $1 AND m.account_id = a.id "
    "AND (d.source_created_at IS NULL OR d.source_created_at <= g.as_of)) AS x "
    "ON CONFLICT (business_id, account_id, as_of) DO NOTHING RETURNING true",
    ("business_id", "ids", "balances", "as_of"),
)
