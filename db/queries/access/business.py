"""The business entered, and the businesses that a person may enter."""

from sqlalchemy import DateTime, Uuid, bindparam, func, literal_column, or_, select

from db.queries.books.documents import BUSINESS
from db.statement import compiled
from db.tables import business, membership

b = business.alias("b")
m = membership.alias("m")

#: The one clock of the books; a test's database has one that stands still.
CLOCK = func.runway.clock(type_=DateTime(timezone=True))

#: How long an import counts as fresh.
FRESHNESS = b.c.freshness_hours * literal_column("interval '1 hour'")

#: Nothing imported yet is as stale as it gets.
STALE = or_(
    b.c.last_synced_at.is_(None),
    b.c.last_synced_at < CLOCK - FRESHNESS,
)

ONE = compiled(
    select(
        b.c.id,
        b.c.name,
        b.c.currency_code,
        b.c.time_zone,
        b.c.last_synced_at,
        b.c.freshness_hours,
        STALE.label("stale"),
    ).where(b.c.id == BUSINESS)
)

#: The moment of the snapshot.
NOW = compiled(select(CLOCK.label("now")).where(b.c.id == BUSINESS))

#: Run by the portfolio role: row-level security limits it to the memberships of the user.
OF_USER = compiled(
    select(b.c.id, b.c.name, m.c.role)
    .select_from(m.join(b, b.c.id == m.c.business_id))
    .where(m.c.user_id == bindparam("user_id", type_=Uuid))
    .order_by(b.c.name, b.c.id)
)
