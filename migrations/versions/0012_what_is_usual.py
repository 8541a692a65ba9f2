"""What moved week by week, and whether a forecast counts on it."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v1 import guard

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make and lock the table, and widen the policy."""
    op.create_table(
        "past_week",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("party_id", sa.Uuid()),
        sa.Column("lead", sa.SmallInteger(), nullable=False),
        sa.Column("amount", sa.Numeric(19, 4), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="past_week_business_id_fkey"),
        sa.ForeignKeyConstraint(
            ["business_id", "party_id"],
            ["runway.party.business_id", "runway.party.id"],
            name="past_week_business_id_party_id_fkey",
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="past_week_pkey"),
        schema="runway",
        comment="What moved cash in a week, by its Monday: in home currency, positive in and negative out, of a "
        "party that moves some often or (null) of all others. lead is for how many whole weeks it was an open "
        "document before; -1 is not at all. Replaced by each import.",
    )
    guard("past_week", "SELECT, INSERT, DELETE")
    op.add_column(
        "runway_policy",
        sa.Column("baseline", sa.Text(), server_default=sa.text("'NONE'"), nullable=False),
        schema="runway",
    )
    op.create_check_constraint(
        op.f("runway_policy_baseline_check"),
        "runway_policy",
        "baseline IN ('NONE', 'USUAL')",
        schema="runway",
    )
    op.add_column(
        "runway_policy",
        sa.Column("usual_share", sa.Numeric(9, 6), server_default=sa.text("1"), nullable=False),
        schema="runway",
    )
    op.add_column("runway_policy", sa.Column("usual_since", sa.Date()), schema="runway")
    op.execute(
        "COMMENT ON TABLE runway.runway_policy IS 'How a business wants its runway computed; without a row the "
        "defaults hold. floor is in home currency, week_start 0 is Monday, cost_of_cash a yearly fraction (0.08 is "
        "8 %), unexplained_tolerance and unexplained_limit fractions of what moved, usual_share the fraction of "
        "what is usual that is expected from usual_since on (null: always).'"
    )
