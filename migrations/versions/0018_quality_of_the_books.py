"""The quality of the books, day by day."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v1 import guard

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make and lock the table."""
    op.create_table(
        "quality_snapshot",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("score", sa.Numeric(5, 2)),
        sa.Column("score_with_ignored", sa.Numeric(5, 2)),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("critical", "high", "medium", "low", "ignored")
        ),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("documents", "accounts", "parties")),
        sa.Column("weight", sa.Numeric(19, 4), nullable=False),
        sa.Column(
            "taken_at", sa.DateTime(timezone=True), server_default=sa.text("runway.clock()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="quality_snapshot_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="quality_snapshot_pkey"),
        sa.UniqueConstraint("business_id", "day", name="quality_snapshot_business_id_day_key"),
        schema="runway",
        comment="The quality score of the books at the end of a day's last import, scan or fix: null without "
        "anything to check; with_ignored counts ignored issues as failing. Beside it open issues by severity, "
        "those ignored, how many were checked, and what is open of the documents among these, in home "
        "currency.",
    )
    guard("quality_snapshot", "SELECT, INSERT, UPDATE")
