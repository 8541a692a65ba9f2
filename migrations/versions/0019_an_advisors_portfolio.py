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
# With an only business it shows the rows of that one, by the same condition as requests: with the list of all businesses
# beside the statement's own condition the planner expects one row, and joins by nested loops.
ENTER_PORTFOLIO = """
CREATE FUNCTION runway.enter_portfolio(
    asked_user_id uuid, request_id text DEFAULT NULL, only_business_id uuid DEFAULT NULL
) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = ''
AS $body$
DECLARE
    business_ids uuid[];
BEGIN
    EXECUTE format('SET LOCAL app.user_id = %L', asked_user_id);
    EXECUTE format('SET LOCAL application_name = %L', 'runway ' || coalesce(request_id, ''));
    SET LOCAL plan_cache_mode = force_generic_plan;
    IF only_business_id IS NULL
       AND (SELECT pg_relation_size(c.oid) > 2 * greatest(c.relpages, 16) * current_setting('block_size')::bigint
              FROM pg_class AS c WHERE c.oid = 'runway.document'::regclass) THEN
        DISCARD PLANS;
    END IF;
    SELECT coalesce(array_agg(m.business_id), '{}') INTO business_ids
      FROM runway.membership AS m
     WHERE m.user_id = asked_user_id AND (only_business_id IS NULL OR m.business_id = only_business_id);
    -- One error for a business that is unknown and one that is another's, as runway.enter has it.
    IF only_business_id IS NOT NULL AND business_ids = '{}' THEN
        RAISE EXCEPTION 'no such membership' USING ERRCODE = 'RW001';
    END IF;
    EXECUTE format('SET LOCAL app.business_ids = %L', business_ids::text);
    IF only_business_id IS NOT NULL THEN
        EXECUTE format('SET LOCAL app.business_id = %L', only_business_id);
    END IF;
END
$body$
"""


def upgrade() -> None:
    """Give each table the portfolio's policy and right to read, beside the tenant's."""
    for table in _READ:
        open_to_portfolio(table)
    # One function with one more argument: beside the first one a call with two would fit both.
    op.execute("DROP FUNCTION runway.enter_portfolio(uuid, text)")
    op.execute(ENTER_PORTFOLIO)
    op.execute(f"GRANT EXECUTE ON FUNCTION runway.enter_portfolio(uuid, text, uuid) TO {PORTFOLIO}")
