"""What a business set for its runway."""

from sqlalchemy import select

from db.queries.documents import BUSINESS
from db.statement import compiled
from db.tables import earmark, recurring_flow, runway_policy, vendor_terms

p = runway_policy.alias("p")
e = earmark.alias("e")
t = vendor_terms.alias("t")
r = recurring_flow.alias("r")

POLICY = compiled(
    select(
        p.c.floor,
        p.c.buffer_days,
        p.c.overdue_policy,
        p.c.week_start,
        p.c.average,
        p.c.count_undeposited_funds,
        p.c.cost_of_cash,
        p.c.version,
    ).where(p.c.business_id == BUSINESS)
)

EARMARKS = compiled(
    select(e.c.id, e.c.name, e.c.amount, e.c.version).where(e.c.business_id == BUSINESS).order_by(e.c.name)
)

VENDOR_TERMS = compiled(
    select(
        t.c.vendor_id,
        t.c.tier,
        t.c.vendor_class,
        t.c.grace_days,
        t.c.late_cost_kind,
        t.c.late_rate,
        t.c.late_cap,
        t.c.version,
    ).where(t.c.business_id == BUSINESS)
)

RECURRING_FLOWS = compiled(
    select(
        r.c.id,
        r.c.origin,
        r.c.party_id,
        r.c.label,
        r.c.amount,
        r.c.cadence,
        r.c.anchor,
        r.c.seen_since,
        r.c.seen_until,
        r.c.until,
    )
    .where(r.c.business_id == BUSINESS)
    .order_by(r.c.label, r.c.amount, r.c.id)
)
