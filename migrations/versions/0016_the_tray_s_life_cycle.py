"""Issues that stay when they are resolved, what people did about them, and the values that they corrected."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v1 import guard

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_FIELDS = (
    "'issue_date', 'due_date', 'party_id', 'total', 'balance', 'exchange_rate', 'state', 'superseded_by'"
)


def upgrade() -> None:
    """Widen issues and documents, make and lock both tables, and let corrections into the outbox."""
    _issue()
    _document()
    _issue_action()
    _correction()
    _outbox()


def _issue() -> None:
    for column in (
        sa.Column("rule", sa.Text()),
        sa.Column("party_id", sa.Uuid()),
        sa.Column("status", sa.Text(), server_default=sa.text("'OPEN'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.Column("resolved_by", sa.Text()),
    ):
        op.add_column("issue", column, schema="runway")
    op.create_foreign_key(
        "issue_business_id_party_id_fkey",
        "issue",
        "party",
        ["business_id", "party_id"],
        ["business_id", "id"],
        source_schema="runway",
        referent_schema="runway",
    )
    op.create_check_constraint(
        op.f("issue_status_check"), "issue", "status IN ('OPEN', 'IGNORED', 'RESOLVED')", schema="runway"
    )
    op.create_check_constraint(
        op.f("issue_resolved_by_check"),
        "issue",
        "resolved_by IN ('IMPORT', 'SCAN', 'FIX', 'KEEP_BOTH', 'MERGE', 'UNDO')",
        schema="runway",
    )
    op.create_index("issue_party_idx", "issue", ["business_id", "party_id"], schema="runway")
    op.create_index(
        "issue_open_idx",
        "issue",
        ["business_id", "severity", "amount_at_stake", "id"],
        schema="runway",
        postgresql_where=sa.text("status = 'OPEN'"),
    )
    op.drop_index("issue_blocking_idx", "issue", schema="runway")
    op.create_index(
        "issue_blocking_idx",
        "issue",
        ["business_id", "document_id"],
        schema="runway",
        postgresql_where=sa.text("blocking AND status = 'OPEN'"),
    )
    # What a check finds no more is resolved, not gone: nothing takes a row away.
    op.execute("REVOKE DELETE ON runway.issue FROM runway_api")
    op.execute(
        "COMMENT ON TABLE runway.issue IS 'What a check found about a document, an account, a party or, without "
        "any, the business. status is OPEN, IGNORED (it counts as known) or RESOLVED; an open blocking one keeps "
        "its document out of the decision console. severity: 1 low, 2 medium, 3 high, 4 critical. party_id is the "
        "counterparty of the document too; rule tells which of a check''s rules it was.'"
    )


def _document() -> None:
    op.add_column("document", sa.Column("superseded_by", sa.Uuid()), schema="runway")
    op.create_foreign_key(
        "document_business_id_superseded_by_fkey",
        "document",
        "document",
        ["business_id", "superseded_by"],
        ["business_id", "id"],
        source_schema="runway",
        referent_schema="runway",
    )
    op.create_index(
        "document_superseded_by_idx",
        "document",
        ["business_id", "superseded_by"],
        schema="runway",
        postgresql_where=sa.text("superseded_by IS NOT NULL"),
    )


def _issue_action() -> None:
    op.create_table(
        "issue_action",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issue_id", sa.Uuid()),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid()),
        sa.Column("related_document_id", sa.Uuid()),
        sa.Column("party_id", sa.Uuid()),
        sa.Column("reason", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("taken_by_email", sa.Text(), nullable=False),
        sa.Column(
            "taken_at", sa.DateTime(timezone=True), server_default=sa.text("runway.clock()"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'ACTIVE'"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "kind IN ('FIX', 'IGNORE', 'KEEP_BOTH', 'MERGE')", name=op.f("issue_action_kind_check")
        ),
        sa.CheckConstraint(
            "status IN ('ACTIVE', 'SUPERSEDED', 'UNDONE')", name=op.f("issue_action_status_check")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="issue_action_business_id_fkey"
        ),
        *(
            sa.ForeignKeyConstraint(
                ["business_id", column],
                [f"runway.{table}.business_id", f"runway.{table}.id"],
                name=f"issue_action_business_id_{column}_fkey",
            )
            for column, table in (
                ("issue_id", "issue"),
                ("document_id", "document"),
                ("related_document_id", "document"),
                ("party_id", "party"),
            )
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="issue_action_pkey"),
        schema="runway",
        comment="What a person did about an issue; an IGNORE without an issue is of every issue of the check "
        "with the party. FIX and MERGE have corrections. SUPERSEDED: the source sent another version of the "
        "document.",
    )
    op.create_index(
        "issue_action_issue_idx",
        "issue_action",
        ["business_id", "issue_id", "created_at", "id"],
        schema="runway",
    )
    for name, column in (
        ("document", "document_id"),
        ("related", "related_document_id"),
        ("party", "party_id"),
    ):
        op.create_index(
            f"issue_action_{name}_idx",
            "issue_action",
            ["business_id", column],
            schema="runway",
            postgresql_where=sa.text("status = 'ACTIVE'"),
        )
    guard("issue_action", "SELECT, INSERT, UPDATE (status, ended_at)")


def _correction() -> None:
    op.create_table(
        "correction",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("sync_token", sa.BigInteger()),
        sa.CheckConstraint(f"field IN ({_FIELDS})", name=op.f("correction_field_check")),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="correction_business_id_fkey"),
        sa.ForeignKeyConstraint(
            ["business_id", "action_id"],
            ["runway.issue_action.business_id", "runway.issue_action.id"],
            name="correction_business_id_action_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "document_id"],
            ["runway.document.business_id", "runway.document.id"],
            name="correction_business_id_document_id_fkey",
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="correction_pkey"),
        schema="runway",
        comment="A column of a document that holds another value than the source sent, for as long as the "
        "action is ACTIVE: before and after as texts, and the version (sync_token) of the document that it "
        "corrects.",
    )
    for name, column in (("action", "action_id"), ("document", "document_id")):
        op.create_index(f"correction_{name}_idx", "correction", ["business_id", column], schema="runway")
    guard("correction", "SELECT, INSERT")


def _outbox() -> None:
    op.add_column("outbox", sa.Column("action_id", sa.Uuid()), schema="runway")
    op.add_column(
        "outbox",
        sa.Column("is_undo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="runway",
    )
    op.alter_column("outbox", "decision_id", schema="runway", nullable=True)
    op.create_foreign_key(
        "outbox_business_id_action_id_fkey",
        "outbox",
        "issue_action",
        ["business_id", "action_id"],
        ["business_id", "id"],
        source_schema="runway",
        referent_schema="runway",
    )
    op.create_index(
        "outbox_action_key", "outbox", ["business_id", "action_id", "is_undo"], unique=True, schema="runway"
    )
    op.drop_constraint(op.f("outbox_kind_check"), "outbox", schema="runway")
    op.create_check_constraint(
        op.f("outbox_kind_check"),
        "outbox",
        "kind IN ('PAYMENT', 'REMINDER', 'EXPECTED_DATE', 'HOLD', 'CORRECTION')",
        schema="runway",
    )
    op.execute(
        "COMMENT ON TABLE runway.outbox IS 'What a finalized decision, or a correction of the books, asks of the "
        "outside; reference and refusal are what the outside said.'"
    )
