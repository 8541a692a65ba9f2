"""Find the decisions that are open without visiting all that were ever made, in each order of the queue."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

INDEXES = {
    "decision_open_idx": "proposed_at",
    "decision_open_planned_on_idx": "planned_on",
    "decision_open_amount_idx": "amount",
}


def upgrade() -> None:
    """Make the indexes."""
    for name, column in INDEXES.items():
        op.execute(
            f"CREATE INDEX {name} ON runway.decision (business_id, {column}, id) "
            "WHERE status IN ('PROPOSED', 'APPROVED', 'FAILED')"
        )
