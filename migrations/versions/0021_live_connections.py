"""Live connections to sources, their secrets out of every request's reach, and the queue of their syncs."""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v3 import QUEUE, SYNC, guard, guard_queue, guard_secret, open_to_sync

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make and lock the three tables, and let their keeper enter a business."""
    _source_connection()
    _connection_secret()
    _sync_queue()
    guard("source_connection", "SELECT, INSERT, UPDATE")
    guard_secret("connection_secret")
    guard_queue("sync_queue")
    open_to_sync()
    op.execute(f"GRANT EXECUTE ON FUNCTION runway.enter(uuid, uuid, text) TO {SYNC}")
    op.execute(f"GRANT EXECUTE ON FUNCTION runway.clock() TO {SYNC}, {QUEUE}")


def _source_connection() -> None:
    op.create_table(
        "source_connection",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("company_name", sa.Text()),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_since", _MOMENT, nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("connected_at", _MOMENT, nullable=False),
        sa.Column("connected_by", sa.Uuid(), nullable=False),
        sa.Column("connected_by_email", sa.Text(), nullable=False),
        *(
            sa.Column(name, _MOMENT)
            for name in ("last_sync_at", "next_sync_at", "changes_since", "full_comparison_at")
        ),
        sa.Column("created_at", _MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("business_id", "id", name="source_connection_pkey"),
        sa.UniqueConstraint("business_id", name="source_connection_business_id_key"),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="source_connection_business_id_fkey"
        ),
        sa.CheckConstraint("source IN ('QUICKBOOKS')", name=op.f("source_connection_source_check")),
        sa.CheckConstraint(
            "environment IN ('SANDBOX', 'PRODUCTION')", name=op.f("source_connection_environment_check")
        ),
        sa.CheckConstraint(
            "state IN ('CONNECTED', 'THROTTLED', 'FAILING', 'UNAUTHORIZED', 'DISCONNECTED')",
            name=op.f("source_connection_state_check"),
        ),
        schema="runway",
        comment="The live connection of a business, one at most: state since state_since, problem is a code of "
        "ours; changes_since is the position of change data capture, null before the first full pull.",
    )


def _connection_secret() -> None:
    op.create_table(
        "connection_secret",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("environment", "realm", "access_token", "refresh_token")),
        *(sa.Column(name, _MOMENT) for name in ("access_expires_at", "refresh_expires_at", "state_used_at")),
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("created_at", _MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("business_id", name="connection_secret_pkey"),
        sa.ForeignKeyConstraint(
            ["business_id"], ["runway.business.id"], name="connection_secret_business_id_fkey"
        ),
        schema="runway",
        comment="The tokens of a connection, encrypted; null before the first one and after a disconnection. "
        "state_used_at is when the newest OAuth state that came back was made: it and older ones are spent.",
    )


def _sync_queue() -> None:
    op.create_table(
        "sync_queue",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("asked_at", _MOMENT),
        sa.Column("claimed_until", _MOMENT),
        sa.Column("claimed_by", sa.Uuid()),
        sa.Column("created_at", _MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.PrimaryKeyConstraint("business_id", name="sync_queue_pkey"),
        sa.ForeignKeyConstraint(["business_id"], ["runway.business.id"], name="sync_queue_business_id_fkey"),
        sa.CheckConstraint(
            "environment IN ('SANDBOX', 'PRODUCTION')", name=op.f("sync_queue_environment_check")
        ),
        schema="runway",
        comment="When which connected business is synced next, and by which worker until when; asked_at is when "
        "a webhook or a person last asked for it.",
    )
    op.create_index("sync_queue_due_at_idx", "sync_queue", ["due_at"], schema="runway")
    op.create_index("sync_queue_realm_idx", "sync_queue", ["realm"], schema="runway")
