"""Whose books these are and how new, every movement in its account's currency, and what balances leave unexplained."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v1 import guard

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KINDS = (
    "'BILL', 'BILL_PAYMENT', 'VENDOR_CREDIT', 'INVOICE', 'PAYMENT', 'CREDIT_MEMO', 'PURCHASE', 'DEPOSIT', "
    "'TRANSFER', 'JOURNAL_ENTRY', 'SALES_RECEIPT', 'REFUND_RECEIPT', 'CREDIT_CARD_PAYMENT'"
)
_CADENCES = "'WEEKLY', 'BIWEEKLY', 'MONTHLY', 'QUARTERLY', 'YEARLY'"
_CAUSES = "'RECORD', 'UNUSED', 'FILE', 'FAULT', 'THROTTLED', 'UNAUTHORIZED', 'MORE_PAGES'"


def upgrade() -> None:
    """Widen the tables, and make and lock three more."""
    _documents()
    _movements()
    _accounts()
    _imports()
    _issues()
    _settings()


def _allow_only(table: str, column: str, allowed: str) -> None:
    name = f"{table}_{column}_check"
    op.execute(f"ALTER TABLE runway.{table} DROP CONSTRAINT IF EXISTS {name}")
    op.create_check_constraint(op.f(name), table, f"{column} IN ({allowed})", schema="runway")


def _documents() -> None:
    _allow_only("document", "kind", _KINDS)
    op.add_column("document", sa.Column("source_created_at", sa.DateTime(timezone=True)), schema="runway")
    op.add_column(
        "document",
        sa.Column("currency_given", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="runway",
    )
    op.create_index("document_created_idx", "document", ["business_id", "created_at"], schema="runway")


def _movements() -> None:
    op.add_column("account_movement", sa.Column("document_amount", sa.Numeric(19, 4)), schema="runway")
    op.add_column("account_movement", sa.Column("home_amount", sa.Numeric(19, 4)), schema="runway")
    op.add_column("account_movement", sa.Column("party_id", sa.Uuid()), schema="runway")
    # Rewriting a column reaches every row; an UPDATE by the owner would see none, and fill nothing in.
    for column in ("document_amount", "home_amount"):
        op.execute(
            f"ALTER TABLE runway.account_movement ALTER COLUMN {column} TYPE numeric(19, 4) USING amount"
        )
    op.execute("ALTER TABLE runway.account_movement ALTER COLUMN document_amount SET NOT NULL")
    op.execute("ALTER TABLE runway.account_movement ALTER COLUMN amount DROP NOT NULL")
    op.create_foreign_key(
        "account_movement_business_id_party_id_fkey",
        "account_movement",
        "party",
        ["business_id", "party_id"],
        ["business_id", "id"],
        source_schema="runway",
        referent_schema="runway",
    )
    op.create_index(
        "account_movement_business_id_party_id_idx",
        "account_movement",
        ["business_id", "party_id"],
        schema="runway",
        postgresql_where=sa.text("party_id IS NOT NULL"),
    )
    op.execute(
        "COMMENT ON TABLE runway.account_movement IS 'What a document did to one account: positive is a debit, "
        "money into it; negative a credit. document_amount is in the document''s currency, amount in the "
        "account''s, home_amount in the business''s; null where no rate is recorded.'"
    )


def _accounts() -> None:
    op.add_column("account", sa.Column("balance_as_of", sa.DateTime(timezone=True)), schema="runway")
    op.execute(
        "COMMENT ON TABLE runway.account IS 'An account of the ledger; current_balance is its own, without "
        "sub-accounts, as the newest answer of the source had it: balance_as_of.'"
    )
    op.create_table(
        "account_balance",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("balance", sa.Numeric(19, 4), nullable=False),
        sa.Column("moved", sa.Numeric(19, 4)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "account_id"],
            ["runway.account.business_id", "runway.account.id"],
            name="account_balance_business_id_account_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="account_balance_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="account_balance_pkey"),
        sa.UniqueConstraint(
            "business_id", "account_id", "as_of", name="account_balance_business_id_account_id_as_of_key"
        ),
        schema="runway",
        comment="What a source gave as the balance of a cash account at a time, in the account's currency, and "
        "the sum of the movements on it that the books knew after that import (null: one is unknown). Added to, "
        "never changed.",
    )
    guard("account_balance", "SELECT, INSERT")


def _imports() -> None:
    for column in ("answered_at", "as_of"):
        op.add_column("import_run", sa.Column(column, sa.DateTime(timezone=True)), schema="runway")
    op.add_column("import_run", sa.Column("home_currency", sa.Text()), schema="runway")
    op.add_column(
        "import_run",
        sa.Column("state", sa.Text(), server_default=sa.text("'COMPLETE'"), nullable=False),
        schema="runway",
    )
    _allow_only("import_run", "state", "'COMPLETE', 'INCOMPLETE'")
    op.add_column(
        "rejected_record",
        sa.Column("cause", sa.Text(), server_default=sa.text("'RECORD'"), nullable=False),
        schema="runway",
    )
    _allow_only("rejected_record", "cause", _CAUSES)
    op.create_table(
        "source_company",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="source_company_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="source_company_pkey"),
        sa.UniqueConstraint("business_id", "realm", name="source_company_business_id_realm_key"),
        schema="runway",
        comment="The company that a realm's exports are of, so that another one's does not overwrite it.",
    )
    guard("source_company")
    op.create_table(
        "removed_record",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("sync_token", sa.BigInteger()),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_absence", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="removed_record_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="removed_record_pkey"),
        schema="runway",
        comment="A record that the source deleted as of a time, or that a full export of that time lacked "
        "(is_absence): an older answer does not bring it back. id is the record's own, sync_token that of the "
        "version that was removed, null if none was held.",
    )
    guard("removed_record")


def _issues() -> None:
    op.execute("ALTER TABLE runway.issue ALTER COLUMN document_id DROP NOT NULL")
    op.add_column("issue", sa.Column("account_id", sa.Uuid()), schema="runway")
    op.create_foreign_key(
        "issue_business_id_account_id_fkey",
        "issue",
        "account",
        ["business_id", "account_id"],
        ["business_id", "id"],
        source_schema="runway",
        referent_schema="runway",
    )
    op.create_index("issue_account_idx", "issue", ["business_id", "account_id"], schema="runway")
    op.execute(
        "COMMENT ON TABLE runway.issue IS 'An open finding about a document, an account, or, without either, the "
        "business; a blocking one keeps its document out of the decision console. severity: 1 low, 2 medium, "
        "3 high, 4 critical.'"
    )


def _settings() -> None:
    _allow_only("recurring_flow", "cadence", _CADENCES)
    for column, default in (("unexplained_tolerance", "0.01"), ("unexplained_limit", "0.1")):
        op.add_column(
            "runway_policy",
            sa.Column(column, sa.Numeric(9, 6), server_default=sa.text(default), nullable=False),
            schema="runway",
        )
    op.execute(
        "COMMENT ON TABLE runway.runway_policy IS 'How a business wants its runway computed; without a row the "
        "defaults hold. floor is in home currency, week_start 0 is Monday, cost_of_cash a yearly fraction (0.08 is "
        "8 %), unexplained_tolerance and unexplained_limit fractions of what moved.'"
    )
