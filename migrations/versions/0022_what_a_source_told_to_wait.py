"""A company whose source told to wait is not synced before that, whoever asks; and a link is spent as such."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the time, which nobody was told yet."""
    op.add_column(
        "sync_queue", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True), schema="runway"
    )
    op.execute(
        "COMMENT ON TABLE runway.sync_queue IS 'When which connected business is synced next, and by which "
        "worker until when; asked_at is when a webhook or a person last asked for it, not_before what its "
        "source told to wait for.'"
    )
    op.execute(
        "COMMENT ON TABLE runway.connection_secret IS 'The tokens of a connection, encrypted; null before the "
        "first one and after a disconnection. state_used_at is when the newest link that was used was made: it "
        "and older ones are spent.'"
    )
