"""On which side of days on which banks are closed a recurring flow moves."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the table; the next import learns it of what it detects."""
    op.add_column("recurring_flow", sa.Column("rolling", sa.Text()), schema="runway")
    op.create_check_constraint(
        op.f("recurring_flow_rolling_check"),
        "recurring_flow",
        "rolling IN ('BEFORE', 'AFTER')",
        schema="runway",
    )
    op.execute(
        "COMMENT ON TABLE runway.recurring_flow IS 'Money that comes back regularly, in home currency, positive "
        "in and negative out: declared by people, or detected by an import in what moved on bank accounts. "
        "rolling is the side of closed days on which it was seen to move; null is by the rule for all money.'"
    )
