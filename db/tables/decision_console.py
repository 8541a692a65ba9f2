"""The queue of decisions, and the keys that make sending one twice harmless."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, Text, Uuid, text
from sqlalchemy.schema import ForeignKeyConstraint

from db.tables.base import METADATA, SCHEMA, Amount, Moment, belongs_to, created_at, tenant_table, words

decision = tenant_table(
    "decision",
    Column("document_id", Uuid, nullable=False),
    Column("status", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("note", Text),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("proposed_by", Uuid, nullable=False),
    # The address as it was then: the people of a business cannot read each other's user rows.
    Column("proposed_by_email", Text, nullable=False),
    Column("proposed_at", Moment, nullable=False, server_default=text("now()")),
    Column("document_sync_token", Integer),
    Column("document_balance", Amount),
    belongs_to("document_id", "document"),
    words("status", "PROPOSED", "WITHDRAWN"),
    words("action", "PAY", "SCHEDULE", "DELAY", "CHASE", "EXPECT"),
    Index("decision_queue_idx", "business_id", "proposed_at", "id"),
    Index("decision_document_idx", "business_id", "document_id"),
    Index(
        "decision_one_open_key",
        "business_id",
        "document_id",
        unique=True,
        postgresql_where=text("status = 'PROPOSED'"),
    ),
    comment="What people decided about a document, with the document's state at that moment.",
)

idempotency_key = Table(
    "idempotency_key",
    METADATA,
    Column("business_id", Uuid, nullable=False),
    Column("key", Text, nullable=False),
    Column("input_hash", Text, nullable=False),
    Column("result_id", Uuid, nullable=False),
    created_at(),
    PrimaryKeyConstraint("business_id", "key"),
    ForeignKeyConstraint(["business_id"], [f"{SCHEMA}.business.id"]),
    comment="A client's key, the input it came with and the row it made.",
)
