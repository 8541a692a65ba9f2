"""The trail of what was done: rows that no request can change or remove."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.frozen.guard_v1 import guard
from migrations.frozen.types_v1 import TransactionId

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make and lock the table."""
    op.create_table(
        "audit_event",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "transaction_id", TransactionId(), server_default=sa.text("pg_current_xact_id()"), nullable=False
        ),
        sa.Column("happened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_email", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB()),
        sa.Column("after", postgresql.JSONB()),
        sa.Column("request_id", sa.Text()),
        sa.CheckConstraint(
            "kind IN ('DECISION', 'ISSUE', 'IMPORT', 'SETTINGS')", name=op.f("audit_event_kind_check")
        ),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="audit_event_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="audit_event_pkey"),
        schema="runway",
        comment="What was done: by whom, when, to what, which fields it changed. Added to, never changed.",
    )
    for name, columns in (
        ("audit_event_happened_at_idx", ["business_id", "happened_at", "id"]),
        ("audit_event_subject_idx", ["business_id", "subject_id"]),
        ("audit_event_transaction_idx", ["business_id", "transaction_id"]),
    ):
        op.create_index(name, "audit_event", columns, schema="runway")
    # Neither UPDATE nor DELETE: a trail that could be changed would prove nothing.
    guard("audit_event", "SELECT, INSERT")
