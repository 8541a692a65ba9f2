"""How a business wants its decisions approved, with what else of the business a step depends on."""

from sqlalchemy import and_, select

from db.queries.access.business import STALE, b
from db.queries.books.documents import BUSINESS
from db.queries.writing import insert_row
from db.statement import compiled
from db.tables import approval_policy

a = approval_policy.alias("a")

#: The columns of a policy that people set.
SETTINGS = ("alone_up_to", "one_other_up_to", "pay_days", "minimum_cash", "buffer_days", "runway_floor")

_policy = (
    select(
        b.c.currency_code,
        STALE.label("stale"),
        a.c.version,
        a.c.changed_at,
        a.c.changed_by_email,
        *[a.c[name] for name in SETTINGS],
    )
    .select_from(b.outerjoin(a, and_(a.c.business_id == BUSINESS, a.c.business_id == b.c.id)))
    .where(b.c.id == BUSINESS)
)
#: One row, whether or not anything was set.
ONE = compiled(_policy)
#: Settings are changed one after the other, also when there are none yet.
LOCK_BUSINESS = compiled(select(b.c.id).where(b.c.id == BUSINESS).with_for_update(key_share=True))

_given = ("business_id", *SETTINGS, "version", "changed_by", "changed_by_email")
#: The time is the default of the row that was to be inserted: a distributed database allows no `now()` here.
_changes = ", ".join(f"{name} = excluded.{name}" for name in (*_given[1:], "changed_at"))
SET = insert_row(
    approval_policy,
    _given,
    f"ON CONFLICT (business_id) DO UPDATE SET {_changes} RETURNING changed_at",
)
