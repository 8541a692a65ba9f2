"""How new each answer of a source is, and what the source removed."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v1 import guard

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the runs of imports, and make and lock the table of removals."""
    op.add_column("import_run", sa.Column("as_of", sa.DateTime(timezone=True)), schema="runway")
    # Rewriting a column reaches every row; an UPDATE by the owner would see none, and fill nothing in.
    op.execute(
        "ALTER TABLE runway.import_run ALTER COLUMN as_of TYPE timestamptz USING coalesce(answered_at, started_at)"
    )
    op.add_column("import_run", sa.Column("home_currency", sa.Text()), schema="runway")
    op.create_table(
        "removed_record",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("sync_token", sa.BigInteger()),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_absence", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="removed_record_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="removed_record_pkey"),
        schema="runway",
        comment="A record that the source deleted as of a time, or that a full export of that time lacked "
        "(is_absence): an older answer does not bring it back. id is the record's own, sync_token that of the "
        "version that was removed, null if none was held; without a source_id, when the entity was listed in "
        "full.",
    )
    guard("removed_record")
