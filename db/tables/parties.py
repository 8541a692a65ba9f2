"""Vendors and customers, and the terms agreed with them."""

from sqlalchemy import Boolean, Column, Index, Integer, Numeric, Text, Uuid

from db.tables.base import belongs_to, from_source, one_of, tenant_table

term = tenant_table(
    "term",
    *from_source(),
    Column("name", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("due_days", Integer),
    Column("discount_percent", Numeric(9, 4)),
    Column("discount_days", Integer),
    Column("day_of_month_due", Integer),
    Column("due_next_month_days", Integer),
    comment="Payment terms: 2/10 n30 is discount_percent 2, discount_days 10, due_days 30.",
)

party = tenant_table(
    "party",
    *from_source(),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("currency_code", Text),
    Column("term_id", Uuid),
    belongs_to("term_id", "term"),
    one_of("kind", "VENDOR", "CUSTOMER"),
    Index("party_business_id_kind_name_idx", "business_id", "kind", "name", "id"),
    comment="A vendor or a customer; without a sync token it is known by a reference only.",
)
