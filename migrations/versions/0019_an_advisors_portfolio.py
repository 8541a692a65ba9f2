"""Let an advisor's portfolio read what runway, quality score and counts of one user's businesses are made of."""

from alembic import op

from migrations.frozen.guard_v2 import PORTFOLIO, open_to_portfolio

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# Import runs, rejected records, keys of clients, corrections and the trail stay closed to the portfolio.
_READ = (
    "account",
    "account_balance",
    "account_movement",
    "allocation",
    "approval_policy",
    "decision",
    "decision_step",
    "document",
    "earmark",
    "issue",
    "outbox",
    "party",
    "past_forecast",
    "past_week",
    "quality_snapshot",
    "recurring_flow",
    "runway_policy",
    "term",
    "vendor_terms",
)

# The portfolio now reads documents too: like runway.enter, it drops plans that knew the table much smaller.
ENTER_PORTFOLIO = """
CREATE OR REPLACE FUNCTION runway.enter_portfolio(asked_user_id uuid, request_id text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = ''
AS $body$
BEGIN
    EXECUTE format('SET LOCAL app.user_id = %L', asked_user_id);
    EXECUTE format('SET LOCAL application_name = %L', 'runway ' || coalesce(request_id, ''));
    SET LOCAL plan_cache_mode = force_generic_plan;
    IF (SELECT pg_relation_size(c.oid) > 2 * greatest(c.relpages, 16) * current_setting('block_size')::bigint
          FROM pg_class AS c WHERE c.oid = 'runway.document'::regclass) THEN
        DISCARD PLANS;
    END IF;
    EXECUTE format('SET LOCAL app.business_ids = %L', (
        SELECT coalesce(array_agg(m.business_id), '{}')::text
          FROM runway.membership AS m WHERE m.user_id = asked_user_id));
END
$body$
"""

# Rows of one business are shown by the same condition as to requests: with the list of all businesses beside the
# statement's own condition the planner expects one row, and joins by nested loops.
ENTER_PORTFOLIO_ONE = """
CREATE FUNCTION runway.enter_portfolio_one(asked_user_id uuid, asked_business_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = ''
AS $body$
BEGIN
    EXECUTE format('SET LOCAL app.user_id = %L', asked_user_id);
    -- One error for a business that is unknown and one that is another's, as runway.enter has it.
    IF NOT EXISTS (SELECT FROM runway.membership AS m
                    WHERE m.user_id = asked_user_id AND m.business_id = asked_business_id) THEN
        RAISE EXCEPTION 'no such membership' USING ERRCODE = 'RW001';
    END IF;
    EXECUTE format('SET LOCAL app.business_ids = %L', ARRAY[asked_business_id]::text);
    EXECUTE format('SET LOCAL app.business_id = %L', asked_business_id);
END
$body$
"""


def upgrade() -> None:
    """Give each table the portfolio's policy and right to read, beside the tenant's."""
    for table in _READ:
        open_to_portfolio(table)
    op.execute(ENTER_PORTFOLIO)
    op.execute(ENTER_PORTFOLIO_ONE)
    op.execute(f"GRANT EXECUTE ON FUNCTION runway.enter_portfolio_one(uuid, uuid) TO {PORTFOLIO}")
