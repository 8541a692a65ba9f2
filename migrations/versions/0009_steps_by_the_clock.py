"""Steps of decisions are dated by the function that tells the time."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Date them by it: for how many days a decision has been stuck is counted from its step to today."""
    op.execute("ALTER TABLE runway.decision_step ALTER COLUMN taken_at SET DEFAULT runway.clock()")
