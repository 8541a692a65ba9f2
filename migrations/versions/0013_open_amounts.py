"""Whether a source told what is open of a document, or the import derived it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the table; the next import derives the balance of what has none."""
    op.add_column(
        "document",
        sa.Column("balance_given", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        schema="runway",
    )
