"""What an import writes: records of a source, newest first come, and the record of the import itself."""

from db.queries.writing import insert_row, insert_rows, rows_by_id, update_rows, upsert_newer
from db.statement import Statement
from db.tables import (
    account,
    account_movement,
    allocation,
    document,
    import_run,
    party,
    rejected_record,
    term,
)

_SOURCE = ("business_id", "id", "realm", "entity", "source_id", "sync_token", "source_updated_at")

TERM = (
    *_SOURCE,
    "name",
    "active",
    "due_days",
    "discount_percent",
    "discount_days",
    "day_of_month_due",
    "due_next_month_days",
)
PARTY = (*_SOURCE, "kind", "name", "active", "currency_code", "term_id")
ACCOUNT = (
    *_SOURCE,
    "name",
    "account_type",
    "account_subtype",
    "currency_code",
    "active",
)
DOCUMENT = (
    *_SOURCE,
    "kind",
    "state",
    "number",
    "number_key",
    "party_id",
    "term_id",
    "issue_date",
    "due_date",
    "total",
    "balance",
    "balance_given",
    "currency_code",
    "currency_given",
    "exchange_rate",
    "note",
    "line_without_account",
    "source_created_at",
)
ALLOCATION = ("business_id", "id", "payment_id", "target_id", "target_entity", "target_source_id", "amount")
MOVEMENT = (
    "business_id",
    "id",
    "document_id",
    "account_id",
    "party_id",
    "moved_on",
    "document_amount",
    "amount",
    "home_amount",
)
REJECTED = ("business_id", "id", "import_run_id", "file", "entity", "source_id", "field", "reason", "cause")
RUN = (
    "business_id",
    "id",
    "realm",
    "source",
    "started_at",
    "read",
    "added",
    "changed",
    "unchanged",
    "removed",
    "rejected",
    "answered_at",
    "as_of",
    "home_currency",
    "state",
)

UPSERT_TERMS = upsert_newer(term, TERM)
UPSERT_PARTIES = upsert_newer(party, PARTY)
UPSERT_ACCOUNTS = upsert_newer(account, ACCOUNT)
UPSERT_DOCUMENTS = upsert_newer(document, DOCUMENT)

#: What sparse records leave out, they leave as it is.
TERMS_BY_ID = rows_by_id(term, TERM)
PARTIES_BY_ID = rows_by_id(party, PARTY)
ACCOUNTS_BY_ID = rows_by_id(account, ACCOUNT)
DOCUMENTS_BY_ID = rows_by_id(document, DOCUMENT)

_UNLESS_KNOWN = "ON CONFLICT (business_id, id) DO NOTHING"
REFER_TO_TERMS = insert_rows(term, TERM, _UNLESS_KNOWN)
REFER_TO_PARTIES = insert_rows(party, PARTY, _UNLESS_KNOWN)
REFER_TO_ACCOUNTS = insert_rows(account, ACCOUNT, _UNLESS_KNOWN)

INSERT_ALLOCATIONS = insert_rows(allocation, ALLOCATION)
INSERT_MOVEMENTS = insert_rows(account_movement, MOVEMENT)
INSERT_REJECTED = insert_rows(rejected_record, REJECTED)
INSERT_RUN = insert_row(import_run, RUN)

_OF_DOCUMENTS = ("business_id", "ids")
#: Of documents and the parties that they name now, the parties that they named until now.
PARTIES_LEFT = Statement(
    "SELECT DISTINCT x.party_id AS id FROM unnest($2::uuid[], $3::uuid[]) AS n(id, party_id) "
    "CROSS JOIN LATERAL (SELECT d.party_id FROM runway.document AS d "
    "WHERE d.business_id = $1 AND d.id = n.id "
    "AND d.party_id IS NOT NULL AND d.party_id IS DISTINCT FROM n.party_id OFFSET 0) AS x",
    ("business_id", "ids", "parties"),
)
#: Answers with what the payments settled until now.
DELETE_ALLOCATIONS = Statement(
    "DELETE FROM runway.allocation WHERE business_id = $1 AND payment_id = ANY ($2::uuid[]) "
    "RETURNING target_id AS id",
    _OF_DOCUMENTS,
)
#: What bills and invoices name as settling them is kept for as long as it is not in the books.
DROP_NAMED = Statement(
    "DELETE FROM runway.allocation AS a WHERE a.business_id = $1 AND a.amount = 0 "
    "AND (a.payment_id = ANY ($2::uuid[]) OR a.target_id = ANY ($2::uuid[])) "
    "AND EXISTS (SELECT FROM runway.document AS d WHERE d.business_id = $1 AND d.id = a.target_id)",
    _OF_DOCUMENTS,
)
DELETE_MOVEMENTS = Statement(
    "DELETE FROM runway.account_movement WHERE business_id = $1 AND document_id = ANY ($2::uuid[])",
    _OF_DOCUMENTS,
)
#: Bills and invoices with what the source says was settled of them (null: it does not), and what payments
#: gave.
SHARED_BETWEEN = Statement(
    "SELECT d.id, d.total, CASE WHEN d.balance_given THEN d.total - d.balance END AS settled, "
    "coalesce((SELECT sum(a.amount) FROM runway.allocation AS a "
    "JOIN runway.document AS p ON p.business_id = $1 AND p.id = a.payment_id "
    "AND p.kind <> 'DEPOSIT' AND p.state NOT IN ('VOIDED', 'DELETED') "
    "WHERE a.business_id = $1 AND a.target_id = d.id), 0) AS applied "
    "FROM runway.document AS d WHERE d.business_id = $1 AND d.id = ANY ($2::uuid[]) "
    "AND d.total > 0 AND d.state IN ('OPEN', 'SETTLED')",
    _OF_DOCUMENTS,
)
LEAVE_UNAPPLIED = update_rows(document, ("balance", "state"))
#: A document that the source deleted stays, as deleted: payments and decisions may point to it.
REMOVE_DOCUMENTS = Statement(
    "UPDATE runway.document SET state = 'DELETED' "
    "WHERE business_id = $1 AND id = ANY ($2::uuid[]) AND state <> 'DELETED' RETURNING id",
    _OF_DOCUMENTS,
)
REMOVE_PARTIES = Statement(
    "UPDATE runway.party SET active = false "
    "WHERE business_id = $1 AND id = ANY ($2::uuid[]) AND active RETURNING id",
    _OF_DOCUMENTS,
)
REMOVE_ACCOUNTS = Statement(
    "UPDATE runway.account SET active = false "
    "WHERE business_id = $1 AND id = ANY ($2::uuid[]) AND active RETURNING id",
    _OF_DOCUMENTS,
)
REMOVE_TERMS = Statement(
    "UPDATE runway.term SET active = false "
    "WHERE business_id = $1 AND id = ANY ($2::uuid[]) AND active RETURNING id",
    _OF_DOCUMENTS,
)

#: Where money from customers waits for its deposit: a company has one such account.
UNDEPOSITED = Statement(
    "SELECT id FROM runway.account WHERE business_id = $1 AND realm = $2::text "
    "AND account_subtype = 'UndepositedFunds' AND sync_token IS NOT NULL ORDER BY active DESC, id LIMIT 1",
    ("business_id", "realm"),
)

#: Until it is known, what waits there is kept on an account of our own.
TAKE_OVER = Statement(
    "UPDATE runway.account_movement SET account_id = $3 WHERE business_id = $1 AND account_id = $2",
    ("business_id", "held_on", "account_id"),
)
DROP_ACCOUNT = Statement(
    "DELETE FROM runway.account WHERE business_id = $1 AND id = $2", ("business_id", "held_on")
)

#: Two imports of one business come one after the other; the answer is what documents default to.
#: NO KEY: a decision written meanwhile refers to the business, and must not wait for the import.
LOCK_BUSINESS = Statement(
    "SELECT currency_code, runway.clock() AS now, (runway.clock() AT TIME ZONE time_zone)::date AS today "
    "FROM runway.business WHERE id = $1 FOR NO KEY UPDATE",
    ("business_id",),
)
#: A time zone that the server does not know is left out: it would make every request of the business fail.
#: Looked up only where it is another one: the server reads a thousand files for its list.
UPDATE_COMPANY = Statement(
    "UPDATE runway.business AS b SET country = t.country, time_zone = t.time_zone, "
    "currency_code = t.currency_code "
    "FROM (SELECT coalesce($2, o.country) AS country, coalesce($4, o.currency_code) AS currency_code, "
    "CASE WHEN coalesce($3, o.time_zone) = o.time_zone THEN o.time_zone ELSE coalesce((SELECT z.name "
    "FROM pg_catalog.pg_timezone_names AS z WHERE z.name = $3), o.time_zone) END "
    "AS time_zone FROM runway.business AS o WHERE o.id = $1) AS t "
    "WHERE b.id = $1 AND (t.country, t.time_zone, t.currency_code) "
    "IS DISTINCT FROM (b.country, b.time_zone, b.currency_code) RETURNING b.id",
    ("business_id", "country", "time_zone", "currency_code"),
)
#: The books are as new as the newest answer; an older export makes them no older.
MARK_SYNCED = Statement(
    "UPDATE runway.business SET last_synced_at = "
    "greatest(last_synced_at, $2::timestamptz) WHERE id = $1 RETURNING id",
    ("business_id", "as_of"),
)
#: An import is one long piece of work: its statements may take longer than a request's.
TAKE_TIME = Statement("SET LOCAL statement_timeout = '10min'", ())
#: For when many rows were written, which what follows reads: plans that the connection made of smaller tables
#: are no use.
PLAN_AGAIN = Statement("DISCARD PLANS", ())
