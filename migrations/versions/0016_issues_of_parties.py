"""Issues about a vendor or a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let an issue be about a party."""
    op.add_column("issue", sa.Column("party_id", sa.Uuid()), schema="runway")
    op.create_foreign_key(
        "issue_business_id_party_id_fkey",
        "issue",
        "party",
        ["business_id", "party_id"],
        ["business_id", "id"],
        source_schema="runway",
        referent_schema="runway",
    )
    op.create_index("issue_party_idx", "issue", ["business_id", "party_id"], schema="runway")
