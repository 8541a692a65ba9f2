"""Which of several recurring flows have left no trace since a day."""

from db.statement import Statement

#: The places, from 1, of parties with whom nothing is dated since a day, in the direction in which the money
#: of a flow goes: neither a document of theirs, open ones by due date too, nor a movement that names them.
SILENT = Statement(
    "SELECT n.place::int AS place FROM unnest($2::uuid[], $3::date[], $4::boolean[]) "
    "WITH ORDINALITY AS n(party_id, since, is_out, place) "
    "WHERE NOT EXISTS (SELECT FROM runway.document AS d WHERE d.business_id = $1 "
    "AND d.party_id = n.party_id AND d.state NOT IN ('VOIDED', 'DELETED') "
    "AND (d.issue_date >= n.since OR d.state = 'OPEN' AND d.due_date >= n.since) "
    "AND (d.kind IN ('BILL', 'BILL_PAYMENT', 'PURCHASE', 'REFUND_RECEIPT')) = n.is_out) "
    "AND NOT EXISTS (SELECT FROM runway.account_movement AS m WHERE m.business_id = $1 "
    "AND m.party_id = n.party_id AND m.moved_on >= n.since) ORDER BY n.place",
    ("business_id", "parties", "since", "are_out"),
)
