"""Find the payments of which something is left without visiting all that were ever made."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.execute(
        "CREATE INDEX document_unapplied_idx ON runway.document (business_id, kind, id) "
        "WHERE state = 'OPEN' AND kind IN ('PAYMENT', 'BILL_PAYMENT')"
    )
