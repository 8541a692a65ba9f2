"""Accounts and what documents did to them."""

from sqlalchemy import Boolean, Column, Date, Index, Text, Uuid

from db.tables.base import Amount, belongs_to, from_source, tenant_table

account = tenant_table(
    "account",
    *from_source(),
    Column("name", Text, nullable=False),
    Column("account_type", Text),
    Column("account_subtype", Text),
    Column("current_balance", Amount),
    Column("currency_code", Text),
    Column("active", Boolean, nullable=False),
    Index("account_business_id_name_idx", "business_id", "name", "id"),
    comment="An account of the ledger; current_balance is its own, without sub-accounts.",
)

account_movement = tenant_table(
    "account_movement",
    Column("document_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("moved_on", Date),
    Column("amount", Amount, nullable=False),
    belongs_to("document_id", "document"),
    belongs_to("account_id", "account"),
    Index("account_movement_business_id_account_id_moved_on_idx", "business_id", "account_id", "moved_on"),
    Index("account_movement_business_id_moved_on_idx", "business_id", "moved_on"),
    Index("account_movement_business_id_document_id_idx", "business_id", "document_id"),
    comment="What a document did to one account: positive is a debit, money into it; negative a credit.",
)
