"""Which of its check's rules an issue comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the table; the next scan fills the column."""
    op.add_column("issue", sa.Column("rule", sa.Text()), schema="runway")
