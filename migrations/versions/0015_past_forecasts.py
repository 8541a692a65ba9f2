"""What forecasts of past weeks said, what came, and a baseline that nobody need choose."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.frozen.guard_v1 import guard

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make and lock the table, and let a policy leave its baseline open."""
    op.create_table(
        "past_forecast",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("closings", postgresql.ARRAY(sa.Numeric(19, 4)), nullable=False),
        sa.Column("came", sa.Numeric(19, 4)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("baseline IN ('NONE', 'USUAL')", name=op.f("past_forecast_baseline_check")),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="past_forecast_business_id_fkey"
        ),
        sa.PrimaryKeyConstraint("business_id", "id", name="past_forecast_pkey"),
        sa.UniqueConstraint(
            "business_id", "baseline", "made_on", name="past_forecast_business_id_baseline_made_on_key"
        ),
        schema="runway",
        comment="A forecast as the books of today would have made it on the first day of a past week, with "
        "either baseline: the closing balance of that week and of the twelve after it, less earmarks, in home "
        "currency. came is what the balance of that week was, null if unknown. Replaced after each import.",
    )
    guard("past_forecast", "SELECT, INSERT, DELETE")
    op.alter_column("runway_policy", "baseline", schema="runway", nullable=True, server_default=None)
    # Until now NONE was what a policy held that was set for other reasons: nobody can tell it from a choice.
    # Rewriting the column reaches every row; an UPDATE by the owner would see none.
    op.execute(
        "ALTER TABLE runway.runway_policy ALTER COLUMN baseline TYPE text USING nullif(baseline, 'NONE')"
    )
    op.execute(
        "COMMENT ON TABLE runway.runway_policy IS 'How a business wants its runway computed; without a row the "
        "defaults hold. floor is in home currency, week_start 0 is Monday, cost_of_cash a yearly fraction (0.08 is "
        "8 %), unexplained_tolerance and unexplained_limit fractions of what moved, usual_share the fraction of "
        "what is usual that is expected from usual_since on (null: always). Without a baseline the back-test of "
        "forecasts chooses one.'"
    )
