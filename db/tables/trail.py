"""The trail: what was done, by whom, and in which transaction; rows are added and never changed."""

from typing import Any

from sqlalchemy import Column, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import UserDefinedType

from db.tables.base import Moment, one_of, tenant_table


class TransactionId(UserDefinedType[str]):
    """PostgreSQL's xid8: the number of a transaction, which never comes round again."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """The type's name."""
        return "xid8"


audit_event = tenant_table(
    "audit_event",
    # By it readers tell what became visible since they last looked, in whatever order others committed.
    Column("transaction_id", TransactionId, nullable=False, server_default=text("pg_current_xact_id()")),
    Column("happened_at", Moment, nullable=False, server_default=text("now()")),
    Column("actor_id", Uuid, nullable=False),
    # The address as it was then: the people of a business cannot read each other's user rows.
    Column("actor_email", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # No foreign key: subjects are of several kinds, and what is gone stays in the trail.
    Column("subject_id", Uuid, nullable=False),
    Column("action", Text, nullable=False),
    Column("before", JSONB),
    Column("after", JSONB),
    Column("request_id", Text),
    one_of("kind", "DECISION", "ISSUE", "IMPORT", "SETTINGS"),
    Index("audit_event_happened_at_idx", "business_id", "happened_at", "id"),
    Index("audit_event_transaction_idx", "business_id", "transaction_id"),
    Index("audit_event_subject_idx", "business_id", "subject_id"),
    comment="What was done: by whom, when, to what, which fields it changed. Added to, never changed.",
)
