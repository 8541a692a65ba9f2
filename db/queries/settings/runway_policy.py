"""What a business set for its runway, read and written."""

from sqlalchemy import Uuid, and_, bindparam, select

from db.queries.books.documents import BUSINESS
from db.queries.writing import insert_row, update_row
from db.statement import Statement, compiled, word
from db.tables import earmark, party, recurring_flow, runway_policy, vendor_terms

p = runway_policy.alias("p")
e = earmark.alias("e")
t = vendor_terms.alias("t")
r = recurring_flow.alias("r")
c = party.alias("c")

#: Who changes a row first looks at it and keeps others from doing so: the second sees what the first left.
_NEWER = ", version = version + 1, updated_at = now()"

_policy = select(
    p.c.floor,
    p.c.buffer_days,
    p.c.overdue_policy,
    p.c.week_start,
    p.c.average,
    p.c.count_undeposited_funds,
    p.c.cost_of_cash,
    p.c.unexplained_tolerance,
    p.c.unexplained_limit,
    p.c.baseline,
    p.c.usual_share,
    p.c.usual_since,
    p.c.version,
).where(p.c.business_id == BUSINESS)
POLICY = compiled(_policy)
POLICY_FOR_UPDATE = compiled(_policy.with_for_update())
_SET = (
    "floor",
    "buffer_days",
    "overdue_policy",
    "week_start",
    "average",
    "count_undeposited_funds",
    "cost_of_cash",
    "unexplained_tolerance",
    "unexplained_limit",
    "baseline",
    "usual_share",
    "usual_since",
)
INSERT_POLICY = insert_row(runway_policy, ("business_id", *_SET))
UPDATE_POLICY = update_row(runway_policy, _SET, ("business_id",), _NEWER)

EARMARKS = compiled(
    select(e.c.id, e.c.name, e.c.amount, e.c.version).where(e.c.business_id == BUSINESS).order_by(e.c.name)
)
#: In one order, so that two who lock all never wait for each other.
LOCK_EARMARKS = compiled(select(e.c.id).where(e.c.business_id == BUSINESS).order_by(e.c.id).with_for_update())
INSERT_EARMARK = insert_row(earmark, ("business_id", "id", "name", "amount"))
UPDATE_EARMARK = update_row(earmark, ("amount",), ("business_id", "id"), _NEWER)
DELETE_EARMARK = Statement(
    "DELETE FROM runway.earmark WHERE business_id = $1 AND id = $2", ("business_id", "id")
)

_terms = select(
    t.c.vendor_id,
    t.c.tier,
    t.c.vendor_class,
    t.c.grace_days,
    t.c.late_cost_kind,
    t.c.late_rate,
    t.c.late_cap,
    t.c.version,
).where(t.c.business_id == BUSINESS)
VENDOR_TERMS = compiled(_terms)
TERMS_FOR_UPDATE = compiled(
    _terms.where(t.c.vendor_id == bindparam("vendor_id", type_=Uuid)).with_for_update()
)
_KNOWN = ("tier", "vendor_class", "grace_days", "late_cost_kind", "late_rate", "late_cap")
INSERT_TERMS = insert_row(vendor_terms, ("business_id", "vendor_id", *_KNOWN))
UPDATE_TERMS = update_row(vendor_terms, _KNOWN, ("business_id", "vendor_id"), _NEWER)

_FLOW = (
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
    r.c.rolling,
)
RECURRING_FLOWS = compiled(
    select(*_FLOW).where(r.c.business_id == BUSINESS).order_by(r.c.label, r.c.amount, r.c.id)
)

#: The same, and whom each flow is with.
FLOWS_AND_PARTIES = compiled(
    select(
        *_FLOW, c.c.kind.label("party_kind"), c.c.name.label("party_name"), c.c.active.label("party_active")
    )
    .select_from(r.outerjoin(c, and_(c.c.business_id == BUSINESS, c.c.id == r.c.party_id)))
    .where(r.c.business_id == BUSINESS)
    .order_by(r.c.label, r.c.amount, r.c.id)
)
LOCK_DECLARED = compiled(
    select(r.c.id)
    .where(r.c.business_id == BUSINESS, r.c.origin == word("DECLARED"))
    .order_by(r.c.id)
    .with_for_update()
)
_DECLARED = ("party_id", "label", "amount", "cadence", "anchor", "until")
INSERT_FLOW = insert_row(recurring_flow, ("business_id", "id", "origin", *_DECLARED))
UPDATE_FLOW = update_row(recurring_flow, _DECLARED, ("business_id", "id"))
DELETE_FLOW = Statement(
    "DELETE FROM runway.recurring_flow WHERE business_id = $1 AND id = $2", ("business_id", "id")
)
