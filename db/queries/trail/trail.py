"""The trail: adding to it, telling other processes of it, and reading it by the page."""

from sqlalchemy import select

from db.queries.books.documents import BUSINESS, IDS
from db.queries.conditions import Field
from db.queries.listing import Listing
from db.queries.writing import insert_rows
from db.statement import Statement, compiled
from db.tables import audit_event

#: Who listens on it learns which business changed, and nothing else: a channel has no row-level security.
CHANNEL = "runway_changes"

t = audit_event.alias("t")

_events = select(
    t.c.id,
    t.c.happened_at,
    t.c.actor_email,
    t.c.kind,
    t.c.subject_id,
    t.c.action,
    t.c.before,
    t.c.after,
    t.c.request_id,
).where(t.c.business_id == BUSINESS)
_FIELDS = {
    "kind": Field(t.c.kind, nullable=False),
    "subject_id": Field(t.c.subject_id, nullable=False),
    "actor_email": Field(t.c.actor_email, nullable=False),
    "happened_at": Field(t.c.happened_at, nullable=False),
}

EVENTS = Listing(_events, _FIELDS, t.c.id)
BY_IDS = compiled(_events.where(t.c.id == IDS))

EVENT = (
    "business_id",
    "id",
    "actor_id",
    "actor_email",
    "kind",
    "subject_id",
    "action",
    "before",
    "after",
    "request_id",
)
INSERT = insert_rows(audit_event, EVENT)
#: Sent when the transaction commits, and not at all when it does not.
ANNOUNCE = Statement(f"SELECT pg_notify('{CHANNEL}', $1::uuid::text)", ("business_id",))
