"""What a decision goes through: its steps, its approvals, and what it asks of the outside once it is final."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.frozen.guard_v1 import guard

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ACTIONS = "'PAY', 'SCHEDULE', 'DELAY', 'PAY_PART', 'CHASE', 'EXPECT', 'HOLD'"
_STATUSES = "'PROPOSED', 'APPROVED', 'REJECTED', 'FINALIZED', 'FAILED', 'WITHDRAWN'"
_STEPS = "'PROPOSED', 'REVISED', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'FINALIZED', 'FAILED'"
_STAGES = "'FRIENDLY', 'FIRM', 'FINAL'"
_KINDS = "'PAYMENT', 'REMINDER', 'EXPECTED_DATE', 'HOLD'"
_ROLES = "'OWNER', 'ADVISOR', 'STAFF', 'ANALYST', 'AUDITOR', 'OPERATOR'"
_OPEN = "status IN ('PROPOSED', 'APPROVED', 'FAILED')"


def upgrade() -> None:
    """Widen the queue, and make and lock the tables beside it."""
    _words("membership", "role", _ROLES)
    _decision()
    _decision_step()
    _idempotency_key()
    _approval_policy()
    _outbox()


def _words(table: str, column: str, allowed: str) -> None:
    name = f"{table}_{column}_check"
    op.execute(f"ALTER TABLE runway.{table} DROP CONSTRAINT {name}")
    op.create_check_constraint(op.f(name), table, f"{column} IN ({allowed})", schema="runway")


def _decision() -> None:
    _words("decision", "status", _STATUSES)
    _words("decision", "action", _ACTIONS)
    # A sync token of the source is a bigint wherever else it is kept.
    op.execute("ALTER TABLE runway.decision ALTER COLUMN document_sync_token TYPE bigint")
    for column in (
        sa.Column("document_due_date", sa.Date()),
        sa.Column("document_total", sa.Numeric(19, 4)),
        sa.Column("planned_on", sa.Date()),
        sa.Column("amount", sa.Numeric(19, 4)),
        sa.Column("stage", sa.Text()),
        sa.Column("override_reason", sa.Text()),
        sa.Column("author_id", sa.Uuid()),
        sa.Column("terms_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("failure_code", sa.Text()),
        sa.Column("failure_reason", sa.Text()),
    ):
        op.add_column("decision", column, schema="runway")
    # Rewriting a column reaches every row; an UPDATE by the owner would see none, and fill nothing in.
    op.execute("ALTER TABLE runway.decision ALTER COLUMN author_id TYPE uuid USING proposed_by")
    op.execute(
        "ALTER TABLE runway.decision ALTER COLUMN amount TYPE numeric(19, 4) USING coalesce(document_balance, 0)"
    )
    op.execute("ALTER TABLE runway.decision ALTER COLUMN author_id SET NOT NULL")
    op.execute("ALTER TABLE runway.decision ALTER COLUMN amount SET NOT NULL")
    op.create_check_constraint(
        op.f("decision_stage_check"), "decision", f"stage IN ({_STAGES})", schema="runway"
    )
    op.execute("DROP INDEX runway.decision_one_open_key")
    op.create_index(
        "decision_one_open_key",
        "decision",
        ["business_id", "document_id"],
        unique=True,
        schema="runway",
        postgresql_where=sa.text(f"{_OPEN} AND action <> 'PAY_PART'"),
    )
    for name, columns in (
        ("decision_status_idx", ["business_id", "status", "proposed_at", "id"]),
        ("decision_planned_on_idx", ["business_id", "planned_on", "id"]),
        ("decision_amount_idx", ["business_id", "amount", "id"]),
    ):
        op.create_index(name, "decision", columns, schema="runway")
    op.execute(
        "COMMENT ON TABLE runway.decision IS 'What people decided about a document, with the document''s state "
        "when they last looked at it. amount is what the decision is about, in the document''s currency.'"
    )


def _decision_step() -> None:
    op.create_table(
        "decision_step",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("override_reason", sa.Text()),
        sa.Column("impact", postgresql.JSONB()),
        sa.Column("assumptions", postgresql.JSONB()),
        sa.CheckConstraint(f"step IN ({_STEPS})", name=op.f("decision_step_step_check")),
        sa.ForeignKeyConstraint(
            ["business_id", "decision_id"],
            ["runway.decision.business_id", "runway.decision.id"],
            name="decision_step_business_id_decision_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="decision_step_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="decision_step_pkey"),
        schema="runway",
        comment="A step that a person took with a decision: version is the decision's after it; impact and assumptions are what the runway said at that moment.",
    )
    op.create_index(
        "decision_step_version_key",
        "decision_step",
        ["business_id", "decision_id", "version"],
        unique=True,
        schema="runway",
    )
    op.create_index(
        "decision_step_override_idx",
        "decision_step",
        ["business_id", "taken_at"],
        schema="runway",
        postgresql_where=sa.text("override_reason IS NOT NULL"),
    )
    # Neither UPDATE nor DELETE: who did what is not rewritten.
    guard("decision_step", "SELECT, INSERT")


def _idempotency_key() -> None:
    # Rewriting the column reaches every row; an UPDATE by the owner would see none.
    op.execute(
        "ALTER TABLE runway.idempotency_key ALTER COLUMN result_id TYPE jsonb "
        "USING jsonb_build_array(jsonb_build_object('decision', result_id, 'errors', '[]'::jsonb))"
    )
    op.execute("ALTER TABLE runway.idempotency_key RENAME COLUMN result_id TO result")
    op.execute(
        "COMMENT ON TABLE runway.idempotency_key IS "
        "'A client''s key, the input it came with and what became of it, decision by decision.'"
    )


def _approval_policy() -> None:
    op.create_table(
        "approval_policy",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("alone_up_to", sa.Numeric(19, 4)),
        sa.Column("one_other_up_to", sa.Numeric(19, 4)),
        sa.Column("pay_days", postgresql.ARRAY(sa.SmallInteger())),
        sa.Column("minimum_cash", sa.Numeric(19, 4)),
        sa.Column("buffer_days", sa.Integer()),
        sa.Column("runway_floor", sa.Numeric(19, 4)),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_by_email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="approval_policy_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", name="approval_policy_pkey"),
        schema="runway",
        comment="How a business wants its decisions approved; without a row nothing is limited. Amounts are in home currency, pay_days are weekdays (0 is Monday), buffer_days are days of runway to keep.",
    )
    guard("approval_policy", "SELECT, INSERT, UPDATE")


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date()),
        sa.Column("amount", sa.Numeric(19, 4), nullable=False),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True)),
        sa.Column("acknowledged_by", sa.Uuid()),
        sa.Column("acknowledged_by_email", sa.Text()),
        sa.Column("reference", sa.Text()),
        sa.Column("refusal", sa.Text()),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("outbox_kind_check")),
        sa.CheckConstraint(f"stage IN ({_STAGES})", name=op.f("outbox_stage_check")),
        sa.ForeignKeyConstraint(
            ["business_id", "decision_id"],
            ["runway.decision.business_id", "runway.decision.id"],
            name="outbox_business_id_decision_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "document_id"],
            ["runway.document.business_id", "runway.document.id"],
            name="outbox_business_id_document_id_fkey",
        ),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="outbox_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="outbox_pkey"),
        schema="runway",
        comment="What a finalized decision asks of the outside; reference and refusal are what the outside said.",
    )
    op.create_index(
        "outbox_decision_key", "outbox", ["business_id", "decision_id"], unique=True, schema="runway"
    )
    op.create_index("outbox_document_idx", "outbox", ["business_id", "document_id"], schema="runway")
    op.create_index("outbox_created_at_idx", "outbox", ["business_id", "created_at", "id"], schema="runway")
    op.create_index(
        "outbox_waiting_idx",
        "outbox",
        ["business_id", "created_at", "id"],
        schema="runway",
        postgresql_where=sa.text("acknowledged_at IS NULL"),
    )
    # What was asked stays as it was asked: only the outside's answer is written later.
    answer = "acknowledged_at, acknowledged_by, acknowledged_by_email, reference, refusal"
    guard("outbox", f"SELECT, INSERT, UPDATE ({answer})")
