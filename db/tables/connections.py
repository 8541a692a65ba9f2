"""Live connections to sources: how they fare, their secrets, and who works on which of them next."""

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from db.tables.base import METADATA, SCHEMA, Moment, created_at, one_of, tenant_table

ENVIRONMENTS = ("SANDBOX", "PRODUCTION")

source_connection = tenant_table(
    "source_connection",
    Column("realm", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("company_name", Text),
    Column("scopes", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("state_since", Moment, nullable=False),
    Column("problem", Text),
    Column("connected_at", Moment, nullable=False),
    Column("connected_by", Uuid, nullable=False),
    # The address as it was then: the people of a business cannot read each other's user rows.
    Column("connected_by_email", Text, nullable=False),
    Column("last_sync_at", Moment),
    Column("next_sync_at", Moment),
    Column("changes_since", Moment),
    Column("full_comparison_at", Moment),
    created_at(),
    UniqueConstraint("business_id"),
    one_of("source", "QUICKBOOKS"),
    one_of("environment", *ENVIRONMENTS),
    one_of("state", "CONNECTED", "THROTTLED", "FAILING", "UNAUTHORIZED", "DISCONNECTED"),
    comment="The live connection of a business, one at most: state since state_since, problem is a code of "
    "ours; changes_since is the position of change data capture, null before the first full pull.",
)

connection_secret = Table(
    "connection_secret",
    METADATA,
    Column("business_id", Uuid, nullable=False),
    Column("environment", Text),
    Column("realm", Text),
    Column("access_token", Text),
    Column("refresh_token", Text),
    Column("access_expires_at", Moment),
    Column("refresh_expires_at", Moment),
    Column("state_used_at", Moment),
    Column("version", Integer, nullable=False, server_default=text("1")),
    created_at(),
    PrimaryKeyConstraint("business_id"),
    ForeignKeyConstraint(["business_id"], [f"{SCHEMA}.business.id"]),
    comment="The tokens of a connection, encrypted; null before the first one and after a disconnection. "
    "state_used_at is when the newest link that was used was made: it and older ones are spent.",
)

sync_queue = Table(
    "sync_queue",
    METADATA,
    Column("business_id", Uuid, nullable=False),
    Column("environment", Text, nullable=False),
    Column("realm", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("asked_at", Moment),
    Column("not_before", Moment),
    Column("claimed_until", Moment),
    Column("claimed_by", Uuid),
    created_at(),
    PrimaryKeyConstraint("business_id"),
    ForeignKeyConstraint(["business_id"], [f"{SCHEMA}.business.id"]),
    one_of("environment", *ENVIRONMENTS),
    # Across businesses, which only runway_queue sees: what is due, and whose a company is.
    Index("sync_queue_due_at_idx", "due_at"),
    Index("sync_queue_realm_idx", "realm"),
    comment="When which connected business is synced next, and by which worker until when; asked_at is when "
    "a webhook or a person last asked for it, not_before what its source told to wait for.",
)
