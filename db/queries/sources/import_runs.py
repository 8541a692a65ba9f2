"""Imports and their counts."""

from sqlalchemy import bindparam, func, select

from db.queries.books.documents import BUSINESS, IDS
from db.queries.conditions import Field
from db.queries.listing import Listing
from db.statement import compiled
from db.tables import import_run

r = import_run.alias("r")

_runs = select(
    r.c.id,
    r.c.realm,
    r.c.source,
    r.c.started_at,
    r.c.answered_at,
    r.c.state,
    r.c.read,
    r.c.added,
    r.c.changed,
    r.c.unchanged,
    r.c.removed,
    r.c.rejected,
).where(r.c.business_id == BUSINESS)
_FIELDS = {
    "imported_at": Field(r.c.started_at, nullable=False),
    "import_state": Field(r.c.state, nullable=False),
    "realm": Field(r.c.realm, nullable=False),
}

RUNS = Listing(_runs, _FIELDS, r.c.id)
BY_IDS = compiled(_runs.where(r.c.id == IDS))
LAST_OF_REALM = compiled(
    select(func.max(r.c.started_at).label("started_at")).where(
        r.c.business_id == BUSINESS, r.c.realm == bindparam("realm")
    )
)
