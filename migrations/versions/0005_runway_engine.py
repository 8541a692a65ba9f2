"""What the runway is computed from: settings, earmarks, vendors' terms, recurring flows, settlement days."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v1 import guard

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make and lock the tables, and what makes reading history cheap."""
    _settlement()
    _runway_policy()
    _earmark()
    _vendor_terms()
    _recurring_flow()


def _settlement() -> None:
    # Under forced row-level security the owner sees no rows, so it stays empty here: an import derives it for
    # all settled documents of its business that have none yet.
    op.add_column("document", sa.Column("settled_on", sa.Date()), schema="runway")
    op.execute(
        "COMMENT ON TABLE runway.document IS 'A bill, an invoice or any other transaction; number_key is the number as duplicates compare it, settled_on the day of the last payment of one that is settled, as far as its payments are known.'"
    )
    op.create_index(
        "document_settled_idx",
        "document",
        ["business_id", "kind", "settled_on"],
        schema="runway",
        postgresql_include=["party_id", "issue_date", "due_date", "total"],
        postgresql_where=sa.text("settled_on IS NOT NULL"),
    )
    op.create_index(
        "document_rate_idx",
        "document",
        ["business_id", "currency_code", "issue_date"],
        schema="runway",
        postgresql_include=["exchange_rate"],
        postgresql_where=sa.text("exchange_rate IS NOT NULL"),
    )
    op.create_index(
        "account_movement_business_id_moved_on_idx",
        "account_movement",
        ["business_id", "moved_on"],
        schema="runway",
    )


def _runway_policy() -> None:
    op.create_table(
        "runway_policy",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("floor", sa.Numeric(19, 4), server_default=sa.text("0"), nullable=False),
        sa.Column("buffer_days", sa.Integer(), server_default=sa.text("30"), nullable=False),
        sa.Column("overdue_policy", sa.Text(), server_default=sa.text("'HISTORY'"), nullable=False),
        sa.Column("week_start", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("average", sa.Text(), server_default=sa.text("'MEDIAN'"), nullable=False),
        sa.Column("count_undeposited_funds", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("cost_of_cash", sa.Numeric(9, 6)),
        *_version(),
        sa.CheckConstraint(
            "overdue_policy IN ('HISTORY', 'ROLL_FORWARD', 'EXCLUDE', 'AGE_WEIGHTED')",
            name=op.f("runway_policy_overdue_policy_check"),
        ),
        sa.CheckConstraint("average IN ('MEDIAN', 'MEAN')", name=op.f("runway_policy_average_check")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="runway_policy_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", name="runway_policy_pkey"),
        schema="runway",
        comment="How a business wants its runway computed; without a row the defaults hold. floor is in home currency, week_start 0 is Monday, cost_of_cash a yearly fraction (0.08 is 8 %).",
    )
    guard("runway_policy", "SELECT, INSERT, UPDATE")


def _earmark() -> None:
    op.create_table(
        "earmark",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(19, 4), nullable=False),
        *_version(),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="earmark_business_id_fkey"),
        sa.PrimaryKeyConstraint("business_id", "id", name="earmark_pkey"),
        sa.UniqueConstraint("business_id", "name", name="earmark_business_id_name_key"),
        schema="runway",
        comment="Money treated as spent, in home currency: available cash is cash less all earmarks.",
    )
    guard("earmark")


def _vendor_terms() -> None:
    op.create_table(
        "vendor_terms",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("tier", sa.Text()),
        sa.Column("vendor_class", sa.Text()),
        sa.Column("grace_days", sa.Integer()),
        sa.Column("late_cost_kind", sa.Text()),
        sa.Column("late_rate", sa.Numeric(19, 6)),
        sa.Column("late_cap", sa.Numeric(19, 4)),
        *_version(),
        sa.CheckConstraint(
            "tier IN ('STRATEGIC', 'IMPORTANT', 'STANDARD', 'COMMODITY')",
            name=op.f("vendor_terms_tier_check"),
        ),
        sa.CheckConstraint(
            "vendor_class IN ('TRUST_TAXES', 'WAGES', 'INSURANCE', 'UTILITIES_AND_RENT', 'SECURED_DEBT', 'KEY_SUPPLIERS', 'CARDS', 'OTHER')",
            name=op.f("vendor_terms_vendor_class_check"),
        ),
        sa.CheckConstraint(
            "late_cost_kind IN ('FLAT', 'PERCENT_ONCE', 'DAILY', 'MONTHLY_OVER_30')",
            name=op.f("vendor_terms_late_cost_kind_check"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "vendor_id"],
            ["runway.party.business_id", "runway.party.id"],
            name="vendor_terms_business_id_vendor_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="vendor_terms_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "vendor_id", name="vendor_terms_pkey"),
        schema="runway",
        comment="What people know of a vendor that the source does not tell: how much is at stake when it is paid late, and what that costs. late_rate is an amount when FLAT, else percent.",
    )
    guard("vendor_terms", "SELECT, INSERT, UPDATE")


def _recurring_flow() -> None:
    op.create_table(
        "recurring_flow",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Uuid()),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(19, 4), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("seen_since", sa.Date()),
        sa.Column("seen_until", sa.Date()),
        sa.Column("until", sa.Date()),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("origin IN ('DETECTED', 'DECLARED')", name=op.f("recurring_flow_origin_check")),
        sa.CheckConstraint(
            "cadence IN ('WEEKLY', 'BIWEEKLY', 'MONTHLY', 'QUARTERLY')",
            name=op.f("recurring_flow_cadence_check"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "party_id"],
            ["runway.party.business_id", "runway.party.id"],
            name="recurring_flow_business_id_party_id_fkey",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="recurring_flow_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="recurring_flow_pkey"),
        schema="runway",
        comment="Money that comes back regularly, in home currency, positive in and negative out: declared by people, or detected by an import in what moved on bank accounts.",
    )
    op.create_index(
        "recurring_flow_business_id_origin_idx", "recurring_flow", ["business_id", "origin"], schema="runway"
    )
    guard("recurring_flow")


def _version() -> tuple[sa.Column[int], sa.Column[object]]:
    return (
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
