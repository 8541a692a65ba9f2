"""What rows of tables may name: vendors, customers, accounts and documents of a realm."""

from db.statement import Statement

NAMES = Statement(
    "SELECT entity, source_id, name FROM runway.party WHERE business_id = $1 AND realm = $2 "
    "UNION ALL SELECT entity, source_id, name FROM runway.account WHERE business_id = $1 AND realm = $2",
    ("business_id", "realm"),
)
NUMBERED = Statement(
    "SELECT d.entity, d.source_id, d.number, p.source_id AS party_id, p.name AS party "
    "FROM runway.document AS d "
    "LEFT JOIN runway.party AS p ON p.business_id = d.business_id AND p.id = d.party_id "
    "WHERE d.business_id = $1 AND d.realm = $2 AND d.number = ANY ($3::text[]) AND d.state <> 'DELETED'",
    ("business_id", "realm", "numbers"),
)
STANDING = Statement(
    "SELECT id FROM runway.document WHERE business_id = $1 AND id = ANY ($2::uuid[]) AND state <> 'DELETED' "
    "AND sync_token IS NOT NULL",
    ("business_id", "ids"),
)
