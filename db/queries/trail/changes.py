"""What became visible in the trail since somebody last looked."""

from db.statement import Statement

#: The snapshot of this transaction, as text: which transactions it sees, and which it does not.
MARK = Statement("SELECT pg_current_snapshot()::text AS mark", ())

#: Rows of transactions that an earlier snapshot (`mark`) did not see and this one (`seen`) does: none twice
#: and none left out, in whatever order they commit. The first condition is for the index. The last is for a
#: restored dump, whose numbers of transactions may be those of a future here. This snapshot is passed as a
#: value: asked for beside rows, a distributed database tells the one of the server that has them.
SINCE = Statement(
    "SELECT t.kind, t.subject_id FROM runway.audit_event AS t "
    "WHERE t.business_id = $1 AND t.transaction_id >= pg_snapshot_xmin($2::text::pg_snapshot) "
    "AND NOT pg_visible_in_snapshot(t.transaction_id, $2::text::pg_snapshot) "
    "AND pg_visible_in_snapshot(t.transaction_id, $3::text::pg_snapshot) "
    "ORDER BY t.happened_at, t.id LIMIT $4",
    ("business_id", "mark", "seen", "limit"),
)
