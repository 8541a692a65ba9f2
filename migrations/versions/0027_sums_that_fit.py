"""Give room to what is added up of amounts: a sum of many was too large for a column of one, and failed imports."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_SUMS = (
    ("account_balance", "moved"),
    ("issue", "amount_at_stake"),
    ("past_forecast", "came"),
    ("past_week", "amount"),
    ("quality_snapshot", "weight"),
    ("recurring_flow", "amount"),
)


def upgrade() -> None:
    """Widen the columns; more digits before the point rewrite no rows."""
    for table, column in _SUMS:
        op.execute(f"ALTER TABLE runway.{table} ALTER COLUMN {column} TYPE numeric(38, 4)")
    op.execute("ALTER TABLE runway.past_forecast ALTER COLUMN closings TYPE numeric(38, 4)[]")
