"""Whether a line of a bill names no account: lines themselves are not kept."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the table. Of bills that are there it is not known: null, until the source sends them again."""
    op.add_column("document", sa.Column("line_without_account", sa.Boolean()), schema="runway")
