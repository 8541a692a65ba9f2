"""Accounts and what documents did to them."""

from sqlalchemy import Boolean, Column, Date, Index, Text, UniqueConstraint, Uuid, text

from db.tables.base import Amount, Moment, Sum, belongs_to, created_at, from_source, tenant_table

account = tenant_table(
    "account",
    *from_source(),
    Column("name", Text, nullable=False),
    Column("account_type", Text),
    Column("account_subtype", Text),
    Column("current_balance", Amount),
    Column("balance_as_of", Moment),
    Column("currency_code", Text),
    Column("active", Boolean, nullable=False),
    Index("account_business_id_name_idx", "business_id", "name", "id"),
    comment="An account of the ledger; current_balance is its own, without sub-accounts, as the newest "
    "answer of the source had it: balance_as_of.",
)

account_movement = tenant_table(
    "account_movement",
    Column("document_id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("moved_on", Date),
    Column("document_amount", Amount, nullable=False),
    Column("amount", Amount),
    Column("home_amount", Amount),
    Column("party_id", Uuid),
    belongs_to("document_id", "document"),
    belongs_to("account_id", "account"),
    belongs_to("party_id", "party"),
    Index("account_movement_business_id_account_id_moved_on_idx", "business_id", "account_id", "moved_on"),
    Index("account_movement_business_id_moved_on_idx", "business_id", "moved_on"),
    Index("account_movement_business_id_document_id_idx", "business_id", "document_id"),
    Index(
        "account_movement_business_id_party_id_idx",
        "business_id",
        "party_id",
        postgresql_where=text("party_id IS NOT NULL"),
    ),
    comment="What a document did to one account: positive is a debit, money into it; negative a credit. "
    "document_amount is in the document's currency, amount in the account's, home_amount in the business's; "
    "null where no rate is recorded.",
)

account_balance = tenant_table(
    "account_balance",
    Column("account_id", Uuid, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("balance", Amount, nullable=False),
    Column("moved", Sum),
    created_at(),
    belongs_to("account_id", "account"),
    UniqueConstraint("business_id", "account_id", "as_of"),
    comment="What a source gave as the balance of a cash account at a time, in the account's currency, and "
    "the sum of the movements on it that the books knew after that import (null: one is unknown). Added to, "
    "never changed.",
)
