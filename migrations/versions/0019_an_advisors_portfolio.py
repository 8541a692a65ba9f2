"""Let an advisor's portfolio read what runway, quality score and counts of one user's businesses are made of."""

from alembic import op

from migrations.frozen.guard_v1 import PORTFOLIO, portfolio

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


def upgrade() -> None:
    """Give each table the portfolio's policy and right to read, beside the tenant's."""
    for table in _READ:
        _open(table)
    op.execute(ENTER_PORTFOLIO)


def _open(table: str) -> None:
    """What `guard` does with `in_portfolio`, on a table that is locked already."""
    policy = portfolio()
    comment = policy.comment.replace("'", "''")
    op.execute(policy.statement.format(table=table))
    op.execute(f"COMMENT ON POLICY {policy.name} ON runway.{table} IS '{comment}'")
    op.execute(f"GRANT SELECT ON runway.{table} TO {PORTFOLIO}")
