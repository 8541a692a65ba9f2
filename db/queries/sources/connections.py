"""The live connection of a business, read and written; its secrets are out of reach here."""

from sqlalchemy import select

from db.queries.access.business import CLOCK
from db.queries.books.documents import BUSINESS
from db.queries.writing import insert_row, update_row
from db.statement import Statement, compiled
from db.tables import source_connection

c = source_connection.alias("c")

_connection = select(
    c.c.id,
    c.c.source,
    c.c.environment,
    c.c.realm,
    c.c.company_name,
    c.c.state,
    c.c.state_since,
    c.c.problem,
    c.c.connected_at,
    c.c.connected_by_email,
    c.c.last_sync_at,
    c.c.next_sync_at,
    c.c.changes_since,
    c.c.full_comparison_at,
    CLOCK.label("read_at"),
).where(c.c.business_id == BUSINESS)
CONNECTION = compiled(_connection)
CONNECTION_FOR_UPDATE = compiled(_connection.with_for_update())
NOW = Statement("SELECT runway.clock() AS now", ())

_SET = (
    "source",
    "environment",
    "realm",
    "company_name",
    "scopes",
    "state",
    "state_since",
    "problem",
    "connected_at",
    "connected_by",
    "connected_by_email",
    "last_sync_at",
    "next_sync_at",
    "changes_since",
    "full_comparison_at",
)
INSERT = insert_row(source_connection, ("business_id", "id", *_SET))
CONNECT = update_row(source_connection, _SET, ("business_id", "id"))

#: What a worker has to tell of a sync.
PROGRESS = (
    "company_name",
    "state",
    "state_since",
    "problem",
    "last_sync_at",
    "next_sync_at",
    "changes_since",
    "full_comparison_at",
)
REPORT = update_row(source_connection, PROGRESS, ("business_id", "id"))
