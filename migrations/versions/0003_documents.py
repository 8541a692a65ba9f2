"""Every transaction, what it did to accounts, and what settles what."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v1 import guard

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make and lock the tables."""
    _document()
    _account_movement()
    _allocation()


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("sync_token", sa.BigInteger()),
        sa.Column("source_updated_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("number_key", sa.Text()),
        sa.Column("party_id", sa.Uuid()),
        sa.Column("term_id", sa.Uuid()),
        sa.Column("issue_date", sa.Date()),
        sa.Column("due_date", sa.Date()),
        sa.Column("total", sa.Numeric(19, 4)),
        sa.Column("balance", sa.Numeric(19, 4)),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("exchange_rate", sa.Numeric(20, 10)),
        sa.Column("note", sa.Text()),
        sa.CheckConstraint(
            "kind IN ('BILL', 'BILL_PAYMENT', 'VENDOR_CREDIT', 'INVOICE', 'PAYMENT', 'CREDIT_MEMO', 'PURCHASE', 'DEPOSIT', 'TRANSFER', 'JOURNAL_ENTRY')",
            name=op.f("document_kind_check"),
        ),
        sa.CheckConstraint(
            "state IN ('OPEN', 'SETTLED', 'VOIDED', 'DELETED')", name=op.f("document_state_check")
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "party_id"],
            ["runway.party.business_id", "runway.party.id"],
            name="document_business_id_party_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "term_id"],
            ["runway.term.business_id", "runway.term.id"],
            name="document_business_id_term_id_fkey",
        ),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="document_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="document_pkey"),
        sa.UniqueConstraint(
            "business_id",
            "realm",
            "entity",
            "source_id",
            name="document_business_id_realm_entity_source_id_key",
        ),
        schema="runway",
        comment="A bill, an invoice or any other transaction; number_key is the number as duplicates compare it.",
    )
    op.create_index(
        "document_kind_balance_idx", "document", ["business_id", "kind", "balance", "id"], schema="runway"
    )
    op.create_index(
        "document_kind_due_idx", "document", ["business_id", "kind", "due_date", "id"], schema="runway"
    )
    op.create_index(
        "document_kind_issue_idx", "document", ["business_id", "kind", "issue_date", "id"], schema="runway"
    )
    op.create_index(
        "document_kind_total_idx", "document", ["business_id", "kind", "total", "id"], schema="runway"
    )
    op.create_index(
        "document_number_key_idx",
        "document",
        ["business_id", "number_key", "party_id", "total"],
        schema="runway",
        postgresql_where=sa.text("number_key IS NOT NULL"),
    )
    op.create_index(
        "document_open_balance_idx",
        "document",
        ["business_id", "balance", "id"],
        schema="runway",
        postgresql_where=sa.text("state = 'OPEN' AND kind IN ('BILL', 'INVOICE')"),
    )
    op.create_index(
        "document_open_due_idx",
        "document",
        ["business_id", "due_date", "id"],
        schema="runway",
        postgresql_where=sa.text("state = 'OPEN' AND kind IN ('BILL', 'INVOICE')"),
    )
    op.create_index("document_party_idx", "document", ["business_id", "party_id"], schema="runway")
    guard("document")


def _account_movement() -> None:
    op.create_table(
        "account_movement",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("moved_on", sa.Date()),
        sa.Column("amount", sa.Numeric(19, 4), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "account_id"],
            ["runway.account.business_id", "runway.account.id"],
            name="account_movement_business_id_account_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "document_id"],
            ["runway.document.business_id", "runway.document.id"],
            name="account_movement_business_id_document_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="account_movement_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="account_movement_pkey"),
        schema="runway",
        comment="What a document did to one account: positive is a debit, money into it; negative a credit.",
    )
    op.create_index(
        "account_movement_business_id_account_id_moved_on_idx",
        "account_movement",
        ["business_id", "account_id", "moved_on"],
        schema="runway",
    )
    op.create_index(
        "account_movement_business_id_document_id_idx",
        "account_movement",
        ["business_id", "document_id"],
        schema="runway",
    )
    guard("account_movement")


def _allocation() -> None:
    op.create_table(
        "allocation",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("target_entity", sa.Text(), nullable=False),
        sa.Column("target_source_id", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(19, 4), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "payment_id"],
            ["runway.document.business_id", "runway.document.id"],
            name="allocation_business_id_payment_id_fkey",
        ),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="allocation_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="allocation_pkey"),
        schema="runway",
        comment="The part of a payment that settles another document.",
    )
    op.create_index(
        "allocation_business_id_payment_id_idx", "allocation", ["business_id", "payment_id"], schema="runway"
    )
    op.create_index(
        "allocation_business_id_target_id_idx", "allocation", ["business_id", "target_id"], schema="runway"
    )
    guard("allocation")
