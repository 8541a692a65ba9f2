"""The businesses of one person, and what of each is counted for the portfolio."""

from sqlalchemy import Date, Uuid, bindparam, cast, func, select

from db.queries.access.business import CLOCK, STALE, b, m
from db.queries.books.documents import BUSINESS, is_open
from db.queries.decisions.decision_console import q
from db.statement import compiled

#: Run by the portfolio role: row-level security limits it to the memberships of the user. `today` is each
#: business's own.
CLIENTS = compiled(
    select(
        b.c.id,
        b.c.name,
        m.c.role,
        b.c.currency_code,
        b.c.last_synced_at,
        b.c.freshness_hours,
        STALE.label("stale"),
        cast(func.timezone(b.c.time_zone, CLOCK), Date).label("today"),
    )
    .select_from(m.join(b, b.c.id == m.c.business_id))
    .where(m.c.user_id == bindparam("user_id", type_=Uuid))
    .order_by(b.c.name, b.c.id)
)

#: Decisions that still await something.
OPEN_DECISIONS = compiled(
    select(func.count().label("count")).where(q.c.business_id == BUSINESS, is_open(q.c.status))
)
