"""What people and checks add to the books: issues, decisions, and the record of imports."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v1 import guard

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make and lock the tables."""
    _issue()
    _decision()
    _idempotency_key()
    _import_run()
    _rejected_record()


def _issue() -> None:
    op.create_table(
        "issue",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("blocking", sa.Boolean(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("related_document_id", sa.Uuid()),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("amount_at_stake", sa.Numeric(19, 4)),
        sa.Column("detected_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "document_id"],
            ["runway.document.business_id", "runway.document.id"],
            name="issue_business_id_document_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "related_document_id"],
            ["runway.document.business_id", "runway.document.id"],
            name="issue_business_id_related_document_id_fkey",
        ),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="issue_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="issue_pkey"),
        schema="runway",
        comment="An open finding about a document; a blocking one keeps it out of the decision console. severity: 1 low, 2 medium, 3 high, 4 critical.",
    )
    op.create_index(
        "issue_blocking_idx",
        "issue",
        ["business_id", "document_id"],
        schema="runway",
        postgresql_where=sa.text("blocking"),
    )
    op.create_index("issue_detected_at_idx", "issue", ["business_id", "detected_at", "id"], schema="runway")
    op.create_index("issue_document_idx", "issue", ["business_id", "document_id"], schema="runway")
    op.create_index(
        "issue_related_document_idx", "issue", ["business_id", "related_document_id"], schema="runway"
    )
    op.create_index("issue_severity_idx", "issue", ["business_id", "severity", "id"], schema="runway")
    guard("issue")


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_by_email", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("document_sync_token", sa.Integer()),
        sa.Column("document_balance", sa.Numeric(19, 4)),
        sa.CheckConstraint(
            "action IN ('PAY', 'SCHEDULE', 'DELAY', 'CHASE', 'EXPECT')", name=op.f("decision_action_check")
        ),
        sa.CheckConstraint("status IN ('PROPOSED', 'WITHDRAWN')", name=op.f("decision_status_check")),
        sa.ForeignKeyConstraint(
            ["business_id", "document_id"],
            ["runway.document.business_id", "runway.document.id"],
            name="decision_business_id_document_id_fkey",
        ),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="decision_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="decision_pkey"),
        schema="runway",
        comment="What people decided about a document, with the document's state at that moment.",
    )
    op.create_index("decision_document_idx", "decision", ["business_id", "document_id"], schema="runway")
    op.create_index(
        "decision_one_open_key",
        "decision",
        ["business_id", "document_id"],
        unique=True,
        schema="runway",
        postgresql_where=sa.text("status = 'PROPOSED'"),
    )
    op.create_index("decision_queue_idx", "decision", ["business_id", "proposed_at", "id"], schema="runway")
    # No DELETE: what was decided stays.
    guard("decision", "SELECT, INSERT, UPDATE")


def _idempotency_key() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="idempotency_key_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "key", name="idempotency_key_pkey"),
        schema="runway",
        comment="A client's key, the input it came with and the row it made.",
    )
    # No UPDATE: a key that could be changed would not make anything idempotent.
    guard("idempotency_key", "SELECT, INSERT")


def _import_run() -> None:
    op.create_table(
        "import_run",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="import_run_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="import_run_pkey"),
        schema="runway",
        comment="One import and its counts: read = added + changed + unchanged + removed + rejected.",
    )
    op.create_index(
        "import_run_business_id_started_at_idx", "import_run", ["business_id", "started_at"], schema="runway"
    )
    guard("import_run", "SELECT, INSERT")


def _rejected_record() -> None:
    op.create_table(
        "rejected_record",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_run_id", sa.Uuid(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "import_run_id"],
            ["runway.import_run.business_id", "runway.import_run.id"],
            name="rejected_record_business_id_import_run_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="rejected_record_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="rejected_record_pkey"),
        schema="runway",
        comment="A record that an import could not keep, and why.",
    )
    op.create_index(
        "rejected_record_business_id_import_run_id_idx",
        "rejected_record",
        ["business_id", "import_run_id"],
        schema="runway",
    )
    guard("rejected_record", "SELECT, INSERT")
