"""What an import leaves of flows that come back, in place of what the one before found."""

from db.queries.writing import insert_rows
from db.statement import Statement
from db.tables import recurring_flow

DETECTED = (
    "business_id",
    "id",
    "origin",
    "party_id",
    "label",
    "amount",
    "cadence",
    "anchor",
    "seen_since",
    "seen_until",
    "rolling",
)
FORGET = Statement(
    "DELETE FROM runway.recurring_flow WHERE business_id = $1 AND origin = 'DETECTED'", ("business_id",)
)
KEEP = insert_rows(recurring_flow, DETECTED)
