"""The tenant root, the people, and who may enter which business."""

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

from db.tables.base import METADATA, SCHEMA, Moment, created_at, one_of

business = Table(
    "business",
    METADATA,
    Column("id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("currency_code", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("country", Text),
    Column("freshness_hours", Integer, nullable=False, server_default=text("24")),
    Column("last_synced_at", Moment),
    created_at(),
    PrimaryKeyConstraint("id"),
    comment="The tenant: every row of a business carries its id.",
)

app_user = Table(
    "app_user",
    METADATA,
    Column("id", Uuid, nullable=False),
    Column("email", Text, nullable=False),
    created_at(),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("email"),
    comment="A person; the id follows from the e-mail address, so that a token alone names the row.",
)

membership = Table(
    "membership",
    METADATA,
    Column("user_id", Uuid, nullable=False),
    Column("business_id", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    created_at(),
    PrimaryKeyConstraint("user_id", "business_id"),
    ForeignKeyConstraint(["user_id"], [f"{SCHEMA}.app_user.id"]),
    ForeignKeyConstraint(["business_id"], [f"{SCHEMA}.business.id"]),
    one_of("role", "OWNER", "ADVISOR", "STAFF", "ANALYST", "AUDITOR", "OPERATOR"),
    Index("membership_business_id_idx", "business_id"),
    comment="Who may enter which business, and as what; read by runway.enter in the caller's transaction.",
)
