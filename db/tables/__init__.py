"""Every table of the schema `runway`, as SQLAlchemy describes it to queries and to Alembic."""

from db.tables.approvals import approval_policy
from db.tables.base import METADATA
from db.tables.business import app_user, business, membership
from db.tables.cash import account, account_balance, account_movement
from db.tables.connections import connection_secret, source_connection, sync_queue
from db.tables.decision_console import decision, decision_step, idempotency_key
from db.tables.documents import allocation, document
from db.tables.hygiene_tray import correction, issue, issue_action
from db.tables.ingestion import import_run, rejected_record, removed_record, source_company
from db.tables.outbox import outbox
from db.tables.parties import party, term
from db.tables.quality import quality_snapshot
from db.tables.runway import earmark, past_forecast, past_week, recurring_flow, runway_policy, vendor_terms
from db.tables.trail import audit_event

__all__ = [
    "METADATA",
    "account",
    "account_balance",
    "account_movement",
    "allocation",
    "app_user",
    "approval_policy",
    "audit_event",
    "business",
    "connection_secret",
    "correction",
    "decision",
    "decision_step",
    "document",
    "earmark",
    "idempotency_key",
    "import_run",
    "issue",
    "issue_action",
    "membership",
    "outbox",
    "party",
    "past_forecast",
    "past_week",
    "quality_snapshot",
    "recurring_flow",
    "rejected_record",
    "removed_record",
    "runway_policy",
    "source_company",
    "source_connection",
    "sync_queue",
    "term",
    "vendor_terms",
]
