"""Whom a business deals with, on which terms, and the accounts that its money sits on."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v1 import guard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make and lock the tables."""
    _account()
    _term()
    _party()


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("sync_token", sa.BigInteger()),
        sa.Column("source_updated_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_type", sa.Text()),
        sa.Column("account_subtype", sa.Text()),
        sa.Column("current_balance", sa.Numeric(19, 4)),
        sa.Column("currency_code", sa.Text()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="account_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="account_pkey"),
        sa.UniqueConstraint(
            "business_id",
            "realm",
            "entity",
            "source_id",
            name="account_business_id_realm_entity_source_id_key",
        ),
        schema="runway",
        comment="An account of the ledger; current_balance is its own, without sub-accounts.",
    )
    op.create_index("account_business_id_name_idx", "account", ["business_id", "name", "id"], schema="runway")
    guard("account")


def _term() -> None:
    op.create_table(
        "term",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("sync_token", sa.BigInteger()),
        sa.Column("source_updated_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("due_days", sa.Integer()),
        sa.Column("discount_percent", sa.Numeric(9, 4)),
        sa.Column("discount_days", sa.Integer()),
        sa.Column("day_of_month_due", sa.Integer()),
        sa.Column("due_next_month_days", sa.Integer()),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="term_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="term_pkey"),
        sa.UniqueConstraint(
            "business_id", "realm", "entity", "source_id", name="term_business_id_realm_entity_source_id_key"
        ),
        schema="runway",
        comment="Payment terms: 2/10 n30 is discount_percent 2, discount_days 10, due_days 30.",
    )
    guard("term")


def _party() -> None:
    op.create_table(
        "party",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("sync_token", sa.BigInteger()),
        sa.Column("source_updated_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("currency_code", sa.Text()),
        sa.Column("term_id", sa.Uuid()),
        sa.CheckConstraint("kind IN ('VENDOR', 'CUSTOMER')", name=op.f("party_kind_check")),
        sa.ForeignKeyConstraint(
            ["business_id", "term_id"],
            ["runway.term.business_id", "runway.term.id"],
            name="party_business_id_term_id_fkey",
        ),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="party_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="party_pkey"),
        sa.UniqueConstraint(
            "business_id", "realm", "entity", "source_id", name="party_business_id_realm_entity_source_id_key"
        ),
        schema="runway",
        comment="A vendor or a customer; without a sync token it is known by a reference only.",
    )
    op.create_index(
        "party_business_id_kind_name_idx", "party", ["business_id", "kind", "name", "id"], schema="runway"
    )
    guard("party")
