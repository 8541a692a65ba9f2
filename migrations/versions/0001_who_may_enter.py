"""The tenant root, people, memberships, and the one function that sets who a transaction acts for."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v1 import API, DIRECTORY, PORTFOLIO, guard_people, guard_root

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# plpgsql and SET LOCAL by name: Citus forwards only that to its workers, and mixing in set_config()
# read another tenant's rows there. SECURITY INVOKER: the membership is read under the caller's own policy.
ENTER = """
CREATE FUNCTION runway.enter(
    asked_user_id uuid, asked_business_id uuid, request_id text DEFAULT NULL,
    OUT business_id uuid, OUT role text, OUT today date
) LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = ''
AS $body$
BEGIN
    EXECUTE format('SET LOCAL app.user_id = %L', asked_user_id);
    -- So that a DBA finds in pg_stat_activity which request a slow statement is of.
    EXECUTE format('SET LOCAL application_name = %L', 'runway ' || coalesce(request_id, ''));
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
    SELECT (now() AT TIME ZONE b.time_zone)::date INTO STRICT today
      FROM runway.business AS b WHERE b.id = enter.business_id;
    -- A net under the application: who may only read cannot write, whatever the statement.
    IF role IN ('ANALYST', 'AUDITOR') THEN
        SET LOCAL transaction_read_only = on;
    END IF;
END
$body$
"""

ENTER_PORTFOLIO = """
CREATE FUNCTION runway.enter_portfolio(asked_user_id uuid, request_id text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = ''
AS $body$
BEGIN
    EXECUTE format('SET LOCAL app.user_id = %L', asked_user_id);
    EXECUTE format('SET LOCAL application_name = %L', 'runway ' || coalesce(request_id, ''));
    EXECUTE format('SET LOCAL app.business_ids = %L', (
        SELECT coalesce(array_agg(m.business_id), '{}')::text
          FROM runway.membership AS m WHERE m.user_id = asked_user_id));
END
$body$
"""


def upgrade() -> None:
    """Make the root, the people and the door."""
    op.create_table(
        "business",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency_code", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text()),
        sa.Column("freshness_hours", sa.Integer(), nullable=False, server_default=sa.text("24")),
        sa.Column("last_synced_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("id", name="business_pkey"),
        schema="runway",
        comment="The tenant: every row of a business carries its id.",
    )
    op.create_table(
        "app_user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("id", name="app_user_pkey"),
        sa.UniqueConstraint("email", name="app_user_email_key"),
        schema="runway",
        comment="A person; the id follows from the e-mail address, so that a token alone names the row.",
    )
    op.create_table(
        "membership",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("user_id", "business_id", name="membership_pkey"),
        sa.ForeignKeyConstraint(["user_id"], ["runway.app_user.id"], name="membership_user_id_fkey"),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="membership_business_id_fkey"),
        sa.CheckConstraint(
            "role IN ('OWNER', 'ADVISOR', 'ANALYST', 'AUDITOR', 'OPERATOR')",
            name=op.f("membership_role_check"),
        ),
        schema="runway",
        comment="Who may enter which business, and as what; read by runway.enter in the caller's transaction.",
    )
    op.create_index("membership_business_id_idx", "membership", ["business_id"], schema="runway")
    guard_root(
        "business",
        updatable=("name", "currency_code", "time_zone", "country", "freshness_hours", "last_synced_at"),
    )
    guard_people("app_user", "id", kept_by_directory="SELECT, INSERT")
    guard_people("membership", "user_id", kept_by_directory="SELECT, INSERT, UPDATE, DELETE")
    op.execute(ENTER)
    op.execute(ENTER_PORTFOLIO)
    op.execute(f"GRANT EXECUTE ON FUNCTION runway.enter(uuid, uuid, text) TO {API}")
    op.execute(f"GRANT EXECUTE ON FUNCTION runway.enter_portfolio(uuid, text) TO {PORTFOLIO}")
    # Readiness asks for the revision; it is the same for every business.
    op.execute(f"GRANT SELECT ON runway.alembic_version TO {API}, {PORTFOLIO}, {DIRECTORY}")
