"""What rows of tables may name: vendors, customers and accounts of a realm."""

from db.statement import Statement

NAMES = Statement(
    "SELECT entity, source_id, name FROM runway.party WHERE business_id = $1 AND realm = $2 "
    "UNION ALL SELECT entity, source_id, name FROM runway.account WHERE business_id = $1 AND realm = $2",
    ("business_id", "realm"),
)
