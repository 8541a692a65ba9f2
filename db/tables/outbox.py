"""What finalized decisions and corrections ask of the outside: written here, acknowledged there."""

from sqlalchemy import Boolean, Column, Date, Index, Text, Uuid, text

from db.tables.base import Amount, Moment, belongs_to, created_at, one_of, tenant_table

outbox = tenant_table(
    "outbox",
    Column("decision_id", Uuid),
    Column("action_id", Uuid),
    # What was done about an issue is undone: the source gets its own values back.
    Column("is_undo", Boolean, nullable=False, server_default=text("false")),
    Column("document_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("planned_on", Date),
    Column("amount", Amount, nullable=False),
    Column("currency_code", Text, nullable=False),
    Column("stage", Text),
    created_at(),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", Uuid),
    # The address as it was then: the people of a business cannot read each other's user rows.
    Column("acknowledged_by_email", Text),
    Column("reference", Text),
    Column("refusal", Text),
    belongs_to("decision_id", "decision"),
    belongs_to("action_id", "issue_action"),
    belongs_to("document_id", "document"),
    one_of("kind", "PAYMENT", "REMINDER", "EXPECTED_DATE", "HOLD", "CORRECTION"),
    one_of("stage", "FRIENDLY", "FIRM", "FINAL"),
    # One instruction a decision: however often it is finalized, nobody pays twice.
    Index("outbox_decision_key", "business_id", "decision_id", unique=True),
    Index("outbox_action_key", "business_id", "action_id", "is_undo", unique=True),
    Index("outbox_document_idx", "business_id", "document_id"),
    Index("outbox_created_at_idx", "business_id", "created_at", "id"),
    Index(
        "outbox_waiting_idx",
        "business_id",
        "created_at",
        "id",
        postgresql_where=text("acknowledged_at IS NULL"),
    ),
    comment="What a finalized decision, or a correction of the books, asks of the outside; reference and "
    "refusal are what the outside said.",
)
