"""Bring pages of payments, credits, journal entries, imports and a counterparty's documents from an index."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# In each list's own order: one index of all kinds could not bring two of them in order.
_LISTS = {
    "document_payment_idx": "kind IN ('PAYMENT', 'BILL_PAYMENT')",
    "document_credit_idx": "kind IN ('VENDOR_CREDIT', 'CREDIT_MEMO')",
    "document_journal_entry_idx": "kind IN ('JOURNAL_ENTRY')",
}


def upgrade() -> None:
    """Create an index for each list; two of them replace shorter ones."""
    for name, kinds in _LISTS.items():
        latest_first = [sa.text(part) for part in ("business_id", "issue_date DESC NULLS LAST", "id DESC")]
        op.create_index(name, "document", latest_first, schema="runway", postgresql_where=sa.text(kinds))
    by_party = ["business_id", "party_id", "kind", "due_date", "id"]
    op.create_index("document_party_due_idx", "document", by_party, schema="runway")
    op.drop_index("document_party_idx", "document", schema="runway")
    by_start = ["business_id", "started_at", "id"]
    op.create_index("import_run_started_at_idx", "import_run", by_start, schema="runway")
    op.drop_index("import_run_business_id_started_at_idx", "import_run", schema="runway")
