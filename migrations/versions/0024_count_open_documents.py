"""Count what is open from its index alone: it tells the kind of a document, which the lists are chosen by."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index anew, with the kind."""
    op.execute("DROP INDEX runway.document_open_due_idx")
    op.execute(
        "CREATE INDEX document_open_due_idx ON runway.document (business_id, due_date, id) INCLUDE (kind) "
        "WHERE state = 'OPEN' AND kind IN ('BILL', 'INVOICE')"
    )
