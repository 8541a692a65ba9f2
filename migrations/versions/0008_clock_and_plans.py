"""One function tells the time, and requests plan statements without looking at the business's id."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Everything that depends on the day or the hour asks this function: the owner of the schema can replace it in a
# test's database, and neither a request nor its role can.
CLOCK = """
CREATE FUNCTION runway.clock() RETURNS timestamptz LANGUAGE sql STABLE SECURITY INVOKER
RETURN now()
"""

# The planner knows the businesses that its statistics have seen; for any other id it expects one row, joins by nested
# loops and runs into the statement timeout. A generic plan expects a business of average size.
# A connection keeps its plans until the table is analyzed, so that one that knew the table almost empty reads all of a
# large import for each row of it. Where the file is much larger than the statistics say, plans are made anew, for the
# size that it has; autovacuum ends that within minutes.
ENTER = """
CREATE OR REPLACE FUNCTION runway.enter(
    asked_user_id uuid, asked_business_id uuid, request_id text DEFAULT NULL,
    OUT business_id uuid, OUT role text, OUT today date
) LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = ''
AS $body$
BEGIN
    EXECUTE format('SET LOCAL app.user_id = %L', asked_user_id);
    -- So that a DBA finds in pg_stat_activity which request a slow statement is of.
    EXECUTE format('SET LOCAL application_name = %L', 'runway ' || coalesce(request_id, ''));
    SET LOCAL plan_cache_mode = force_generic_plan;
    IF (SELECT pg_relation_size(c.oid) > 2 * greatest(c.relpages, 16) * current_setting('block_size')::bigint
          FROM pg_class AS c WHERE c.oid = 'runway.document'::regclass) THEN
        DISCARD PLANS;
    END IF;
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

ENTER_PORTFOLIO = """
CREATE OR REPLACE FUNCTION runway.enter_portfolio(asked_user_id uuid, request_id text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = ''
AS $body$
BEGIN
    EXECUTE format('SET LOCAL app.user_id = %L', asked_user_id);
    EXECUTE format('SET LOCAL application_name = %L', 'runway ' || coalesce(request_id, ''));
    SET LOCAL plan_cache_mode = force_generic_plan;
    EXECUTE format('SET LOCAL app.business_ids = %L', (
        SELECT coalesce(array_agg(m.business_id), '{}')::text
          FROM runway.membership AS m WHERE m.user_id = asked_user_id));
END
$body$
"""


def upgrade() -> None:
    """Make the clock, and have both ways in set the plans."""
    op.execute(CLOCK)
    op.execute("GRANT EXECUTE ON FUNCTION runway.clock() TO runway_api, runway_portfolio")
    op.execute(ENTER)
    op.execute(ENTER_PORTFOLIO)
