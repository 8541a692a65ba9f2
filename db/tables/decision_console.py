"""The queue of decisions, the steps taken in it, and the keys that make sending one twice harmless."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import ForeignKeyConstraint

from db.tables.base import METADATA, SCHEMA, Amount, Moment, belongs_to, created_at, one_of, tenant_table

#: Where a decision still awaits something.
OPEN_STATUSES = ("PROPOSED", "APPROVED", "FAILED")
_IS_OPEN = f"status IN ({', '.join(repr(open_status) for open_status in OPEN_STATUSES)})"

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
    Column("document_sync_token", BigInteger),
    Column("document_balance", Amount),
    Column("document_due_date", Date),
    Column("document_total", Amount),
    Column("planned_on", Date),
    Column("amount", Amount, nullable=False),
    Column("stage", Text),
    Column("override_reason", Text),
    # Whoever set the present terms: they do not approve them.
    Column("author_id", Uuid, nullable=False),
    # Approvals of later versions count, earlier ones were given to other terms.
    Column("terms_version", Integer, nullable=False, server_default=text("1")),
    Column("failure_code", Text),
    Column("failure_reason", Text),
    belongs_to("document_id", "document"),
    one_of("status", "PROPOSED", "APPROVED", "REJECTED", "FINALIZED", "FAILED", "WITHDRAWN"),
    one_of("action", "PAY", "SCHEDULE", "DELAY", "PAY_PART", "CHASE", "EXPECT", "HOLD"),
    one_of("stage", "FRIENDLY", "FIRM", "FINAL"),
    Index("decision_queue_idx", "business_id", "proposed_at", "id"),
    Index("decision_status_idx", "business_id", "status", "proposed_at", "id"),
    Index("decision_planned_on_idx", "business_id", "planned_on", "id"),
    Index("decision_amount_idx", "business_id", "amount", "id"),
    Index("decision_document_idx", "business_id", "document_id"),
    # What is open is a small part of what there is after some years, in whichever order it is wanted.
    Index("decision_open_idx", "business_id", "proposed_at", "id", postgresql_where=text(_IS_OPEN)),
    Index("decision_open_planned_on_idx", "business_id", "planned_on", "id", postgresql_where=text(_IS_OPEN)),
    Index("decision_open_amount_idx", "business_id", "amount", "id", postgresql_where=text(_IS_OPEN)),
    Index(
        "decision_one_open_key",
        "business_id",
        "document_id",
        unique=True,
        postgresql_where=text(f"{_IS_OPEN} AND action <> 'PAY_PART'"),
    ),
    comment="What people decided about a document, with the document's state when they last looked at it. "
    "amount is what the decision is about, in the document's currency.",
)

decision_step = tenant_table(
    "decision_step",
    Column("decision_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("email", Text, nullable=False),
    Column("taken_at", Moment, nullable=False, server_default=text("runway.clock()")),
    Column("note", Text),
    Column("override_reason", Text),
    Column("impact", JSONB),
    Column("assumptions", JSONB),
    belongs_to("decision_id", "decision"),
    one_of("step", "PROPOSED", "REVISED", "APPROVED", "REJECTED", "WITHDRAWN", "FINALIZED", "FAILED"),
    Index("decision_step_version_key", "business_id", "decision_id", "version", unique=True),
    Index(
        "decision_step_override_idx",
        "business_id",
        "taken_at",
        postgresql_where=text("override_reason IS NOT NULL"),
    ),
    comment="A step that a person took with a decision: version is the decision's after it; impact and "
    "assumptions are what the runway said at that moment.",
)

idempotency_key = Table(
    "idempotency_key",
    METADATA,
    Column("business_id", Uuid, nullable=False),
    Column("key", Text, nullable=False),
    Column("input_hash", Text, nullable=False),
    Column("result", JSONB, nullable=False),
    created_at(),
    PrimaryKeyConstraint("business_id", "key"),
    ForeignKeyConstraint(["business_id"], [f"{SCHEMA}.business.id"]),
    comment="A client's key, the input it came with and what became of it, decision by decision.",
)
