"""How much one person may decide alone, on which days payments leave, and what guards the cash."""

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, SmallInteger, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.schema import ForeignKeyConstraint

from db.tables.base import METADATA, SCHEMA, Amount, Moment

approval_policy = Table(
    "approval_policy",
    METADATA,
    Column("business_id", Uuid, nullable=False),
    Column("alone_up_to", Amount),
    Column("one_other_up_to", Amount),
    Column("pay_days", ARRAY(SmallInteger)),
    Column("minimum_cash", Amount),
    Column("buffer_days", Integer),
    Column("runway_floor", Amount),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("changed_at", Moment, nullable=False, server_default=text("now()")),
    Column("changed_by", Uuid, nullable=False),
    # The address as it was then: the people of a business cannot read each other's user rows.
    Column("changed_by_email", Text, nullable=False),
    PrimaryKeyConstraint("business_id"),
    ForeignKeyConstraint(["business_id"], [f"{SCHEMA}.business.id"]),
    comment="How a business wants its decisions approved; without a row nothing is limited. Amounts are in "
    "home currency, pay_days are weekdays (0 is Monday), buffer_days are days of runway to keep.",
)
