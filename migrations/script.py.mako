"""${message}"""

import sqlalchemy as sa
from alembic import op

from migrations.frozen.guard_v3 import guard

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say what this makes, and why."""
    ${upgrades if upgrades else "pass"}
