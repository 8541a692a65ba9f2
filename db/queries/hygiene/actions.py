"""What people do about issues: held, written, put back."""

from db.queries.writing import insert_rows, update_rows
from db.statement import Statement
from db.tables import correction, document, issue_action

_OF_IDS = ("business_id", "ids")

#: Documents first and issues second, each in the order of ids, as decisions hold them.
LOCK_DOCUMENTS = Statement(
    "SELECT d.id FROM runway.document AS d WHERE d.business_id = $1 AND d.id IN ("
    "SELECT unnest(ARRAY[i.document_id, i.related_document_id]) FROM runway.issue AS i "
    "WHERE i.business_id = $1 AND i.id = ANY ($2::uuid[])) ORDER BY d.id FOR NO KEY UPDATE",
    _OF_IDS,
)
HOLD = Statement(
    "SELECT i.id, i.check_name, i.status, i.version, i.document_id, i.related_document_id, i.party_id, "
    "d.kind, d.issue_date, d.due_date, d.total, d.balance, d.currency_code, d.exchange_rate, d.state, "
    "d.superseded_by, d.sync_token, d.party_id AS document_party_id "
    "FROM runway.issue AS i LEFT JOIN runway.document AS d "
    "ON d.business_id = $1 AND d.id = i.document_id "
    "WHERE i.business_id = $1 AND i.id = ANY ($2::uuid[]) ORDER BY i.id FOR UPDATE OF i",
    _OF_IDS,
)
#: Documents of a pair, and what was paid of each.
PAIRS = Statement(
    "SELECT d.id, d.state, d.superseded_by, d.sync_token, EXISTS (SELECT FROM runway.allocation AS a "
    "JOIN runway.document AS p ON p.business_id = $1 AND p.id = a.payment_id "
    "AND p.state NOT IN ('VOIDED', 'DELETED') "
    "WHERE a.business_id = $1 AND a.target_id = d.id) OR d.balance IS DISTINCT FROM d.total AS has_payments "
    "FROM runway.document AS d WHERE d.business_id = $1 AND d.id = ANY ($2::uuid[])",
    _OF_IDS,
)
PARTY_KINDS = Statement(
    "SELECT p.id, p.kind FROM runway.party AS p WHERE p.business_id = $1 AND p.id = ANY ($2::uuid[])", _OF_IDS
)

ACTION = (
    "business_id",
    "id",
    "issue_id",
    "check_name",
    "kind",
    "document_id",
    "related_document_id",
    "party_id",
    "reason",
    "source",
    "taken_by",
    "taken_by_email",
)
CORRECTION = ("business_id", "id", "action_id", "document_id", "field", "before", "after", "sync_token")
INSERT_ACTIONS = insert_rows(issue_action, ACTION)
INSERT_CORRECTIONS = insert_rows(correction, CORRECTION)
#: A correction moves no money: its amount is 0 in the document's currency.
INSTRUCT = Statement(
    "INSERT INTO runway.outbox "
    "(business_id, id, action_id, is_undo, document_id, kind, amount, currency_code) "
    "SELECT $1, gen_random_uuid(), r.action_id, $4, d.id, 'CORRECTION', 0, d.currency_code "
    "FROM unnest($2::uuid[], $3::uuid[]) AS r(action_id, document_id) "
    "JOIN runway.document AS d ON d.business_id = $1 AND d.id = r.document_id RETURNING true",
    ("business_id", "action_ids", "document_ids", "is_undo"),
)

#: One statement a column: what it holds is written into the books themselves, so that every figure has it.
SET_COLUMN = {
    column: update_rows(document, (column,))
    for column in (
        "issue_date",
        "due_date",
        "party_id",
        "total",
        "balance",
        "exchange_rate",
        "state",
        "superseded_by",
    )
}

#: Of a check's issues with a party, or of these alone.
IGNORE = Statement(
    "UPDATE runway.issue SET status = 'IGNORED', version = version + 1 WHERE business_id = $1 "
    "AND status = 'OPEN' AND (id = ANY ($2::uuid[]) OR (party_id = ANY ($3::uuid[]) "
    "AND (check_name, party_id) IN (SELECT * FROM unnest($4::text[], $3::uuid[])))) "
    "RETURNING id, check_name, party_id",
    ("business_id", "ids", "party_ids", "check_names"),
)
#: Unless another action ignores them still.
NOTICE = Statement(
    "UPDATE runway.issue AS i SET status = 'OPEN', version = i.version + 1 WHERE i.business_id = $1 "
    "AND i.status = 'IGNORED' AND (i.id = $2::uuid "
    "OR ($2::uuid IS NULL AND i.party_id = $3 AND i.check_name = $4)) "
    "AND NOT EXISTS (SELECT FROM runway.issue_action AS a WHERE a.business_id = $1 AND a.kind = 'IGNORE' "
    "AND a.status = 'ACTIVE' AND (a.issue_id = i.id "
    "OR (a.issue_id IS NULL AND a.party_id = i.party_id AND a.check_name = i.check_name))) RETURNING i.id",
    ("business_id", "issue_id", "party_id", "check_name"),
)
#: Of all issues of a check with a party the one that stands for them: one that is open, if any is.
ISSUE_OF_PARTY = Statement(
    "SELECT i.id FROM runway.issue AS i WHERE i.business_id = $1 AND i.party_id = $2 AND i.check_name = $3 "
    "ORDER BY i.status <> 'OPEN', i.id LIMIT 1",
    ("business_id", "party_id", "check_name"),
)
IGNORING = Statement(
    "SELECT a.issue_id, a.check_name, a.party_id, a.reason FROM runway.issue_action AS a "
    "WHERE a.business_id = $1 AND a.kind = 'IGNORE' AND a.status = 'ACTIVE' "
    "AND (a.issue_id = ANY ($2::uuid[]) OR a.party_id = ANY ($3::uuid[]))",
    ("business_id", "ids", "party_ids"),
)
#: Pairs that somebody keeps apart: mostly few.
KEPT_PAIRS = Statement(
    "SELECT a.document_id, a.related_document_id FROM runway.issue_action AS a "
    "WHERE a.business_id = $1 AND a.kind = 'KEEP_BOTH' AND a.status = 'ACTIVE'",
    ("business_id",),
)

_CORRECTIONS = (
    "SELECT c.id, c.action_id, c.document_id, c.field, c.before, c.after, c.sync_token, a.issue_id, a.kind "
    "FROM runway.correction AS c JOIN runway.issue_action AS a "
    "ON a.business_id = $1 AND a.id = c.action_id AND a.status = 'ACTIVE' WHERE c.business_id = $1 "
)
#: Of documents that an import brings; the latest last.
CORRECTIONS_OF = Statement(
    f"{_CORRECTIONS} AND c.document_id = ANY ($2::uuid[]) ORDER BY a.created_at DESC, a.id DESC, c.id",
    _OF_IDS,
)
ACTION_BY_ID = Statement(
    "SELECT a.id, a.issue_id, a.check_name, a.kind, a.document_id, a.related_document_id, a.party_id, "
    "a.reason, a.status, a.taken_at < runway.clock() - interval '24 hours' AS is_old "
    "FROM runway.issue_action AS a WHERE a.business_id = $1 AND a.id = $2 FOR UPDATE OF a",
    ("business_id", "id"),
)
END_ACTIONS = Statement(
    "UPDATE runway.issue_action SET status = $3, ended_at = runway.clock() "
    "WHERE business_id = $1 AND id = ANY ($2::uuid[])",
    ("business_id", "ids", "status"),
)
STATUSES = Statement(
    "SELECT i.id, i.status, i.message FROM runway.issue AS i "
    "WHERE i.business_id = $1 AND i.id = ANY ($2::uuid[])",
    _OF_IDS,
)
#: The actions that hold, with what they entered, of issues: whoever sends one again gets the same answer.
HOLDING = Statement(
    "SELECT a.id, i.id AS issue_id, a.kind, a.reason, a.party_id, "
    "(SELECT json_object_agg(c.field, c.after) FROM runway.correction AS c "
    "WHERE c.business_id = $1 AND c.action_id = a.id)::text AS entered "
    "FROM runway.issue AS i JOIN runway.issue_action AS a ON a.business_id = $1 AND (a.issue_id = i.id "
    "OR (a.issue_id IS NULL AND a.party_id = i.party_id AND a.check_name = i.check_name)) "
    "WHERE i.business_id = $1 AND i.id = ANY ($2::uuid[]) "
    "AND a.status = 'ACTIVE' ORDER BY a.created_at, a.id",
    _OF_IDS,
)
