"""Let no plan of a request read a whole table: a business costs by what it has, whatever others have."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# Generic plans are made for a business of average size. Beside a single large one, an average business has so many
# rows that the planner would rather read the whole table, and a small business pays for that with every request.
# Every index of a table of businesses starts with the business, so that each has its rows without anybody else's;
# one that owns nearly all rows takes about as long either way.
# Where a whole table has to be read all the same, servers before 18 count that as very expensive, and would compile
# the statement, which takes longer than any request does.
PLANS = """
    SET LOCAL plan_cache_mode = force_generic_plan;
    SET LOCAL enable_seqscan = off;
    SET LOCAL jit = off;
    IF (SELECT pg_relation_size(c.oid) > 2 * greatest(c.relpages, 16) * current_setting('block_size')::bigint
          FROM pg_class AS c WHERE c.oid = 'runway.document'::regclass) THEN
        DISCARD PLANS;
    END IF;
"""

ENTER = f"""
CREATE OR REPLACE FUNCTION runway.enter(
    asked_user_id uuid, asked_business_id uuid, request_id text DEFAULT NULL,
    OUT business_id uuid, OUT role text, OUT today date
) LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = ''
AS $body$
BEGIN
    EXECUTE format('SET LOCAL app.user_id = %L', asked_user_id);
    -- So that a DBA finds in pg_stat_activity which request a slow statement is of.
    EXECUTE format('SET LOCAL application_name = %L', 'runway ' || coalesce(request_id, ''));
{PLANS.strip(chr(10))}
    IF asked_business_id IS NULL
       AND (SELECT count(*) FROM runway.membership AS m WHERE m.user_id = asked_user_id) > 1 THEN
        RAISE EXCEPTION 'several businesses: name one' USING ERRCODE = 'RW002';
    END IF;
    SELECT m.business_id, m.role INTO business_id, role
      FROM runway.membership AS m
     WHERE m.user_id = asked_user_id
       AND (asked_business_id IS NULL OR m.business_id = asked_business_id);
    -- One error for a business that is unknown and one that is another's.
    IF business_id IS NULL THEN
        RAISE EXCEPTION 'no such membership' USING ERRCODE = 'RW001';
    END IF;
    EXECUTE format('SET LOCAL app.business_id = %L', business_id);
    SELECT (runway.clock() AT TIME ZONE b.time_zone)::date INTO STRICT today
      FROM runway.business AS b WHERE b.id = enter.business_id;
    -- A net under the application: who may only read cannot write, whatever the statement.
    IF role IN ('ANALYST', 'AUDITOR') THEN
        SET LOCAL transaction_read_only = on;
    END IF;
END
$body$
"""

ENTER_PORTFOLIO = f"""
CREATE OR REPLACE FUNCTION runway.enter_portfolio(asked_user_id uuid, request_id text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = ''
AS $body$
BEGIN
    EXECUTE format('SET LOCAL app.user_id = %L', asked_user_id);
    EXECUTE format('SET LOCAL application_name = %L', 'runway ' || coalesce(request_id, ''));
{PLANS.strip(chr(10))}
    EXECUTE format('SET LOCAL app.business_ids = %L', (
        SELECT coalesce(array_agg(m.business_id), '{{}}')::text
          FROM runway.membership AS m WHERE m.user_id = asked_user_id));
END
$body$
"""


def upgrade() -> None:
    """Have both ways in set it."""
    op.execute(ENTER)
    op.execute(ENTER_PORTFOLIO)
