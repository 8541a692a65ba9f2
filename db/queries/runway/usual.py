"""What moved week by week, as imports leave it, and since when what moved was known."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from db.queries.books.documents import BUSINESS
from db.queries.looked_up import document_by
from db.queries.runway.liquidity import BROUGHT_PARTS, MOVED_DOCUMENTS
from db.queries.writing import insert_rows
from db.statement import Statement, compiled, number, word
from db.tables import allocation, document, party, past_week

w = past_week.alias("w")
p = party.alias("p")

COLUMNS = ("business_id", "id", "monday", "party_id", "lead", "amount")
FORGET = Statement("DELETE FROM runway.past_week WHERE business_id = $1", ("business_id",))
KEEP = insert_rows(past_week, COLUMNS)
_SINCE = bindparam("since", type_=Date)
_UNTIL = bindparam("until", type_=Date)
#: Days are averaged as their distance from one of them.
_DAY_ZERO = literal_column("date '2000-01-01'", Date)

d = document.alias("d")
n = allocation.alias("n")
t = document_by(n.c.target_id, "t")
pay = document.alias("pay")


def _days(day: Any) -> ColumnElement[Any]:
    return cast(day - _DAY_ZERO, Numeric)


_items = (word("BILL"), word("INVOICE"))
_payments = (word("PAYMENT"), word("BILL_PAYMENT"))
_paid = (
    select(
        pay.c.id,
        pay.c.party_id,
        func.sum(n.c.amount).label("amount"),
        (func.sum(n.c.amount * _days(t.c.issue_date)) / func.sum(n.c.amount)).label("days"),
    )
    .select_from(pay)
    .join(n, and_(n.c.business_id == BUSINESS, n.c.payment_id == pay.c.id, n.c.amount > number(0)))
    .join(t, true())
    .where(
        pay.c.business_id == BUSINESS,
        pay.c.kind.in_(_payments),
        pay.c.issue_date >= _SINCE,
        pay.c.issue_date <= _UNTIL,
        t.c.kind.in_(_items),
        t.c.issue_date.is_not(None),
    )
    .group_by(pay.c.id, pay.c.party_id)
    .cte("paid")
)
_brought_paid = (
    select(d.c.id, _paid.c.party_id, n.c.amount, _paid.c.days)
    .select_from(d)
    .join(n, and_(n.c.business_id == BUSINESS, n.c.payment_id == d.c.id, n.c.amount > number(0)))
    .join(_paid, _paid.c.id == n.c.target_id)
    .where(
        d.c.business_id == BUSINESS,
        d.c.kind == word("DEPOSIT"),
        d.c.issue_date >= _SINCE,
        d.c.issue_date <= _UNTIL,
    )
)
_known = union_all(
    select(_paid.c.id, _paid.c.party_id, _paid.c.amount, _paid.c.days), _brought_paid
).subquery("known")
_mean_day = cast(func.round(func.sum(_known.c.amount * _known.c.days) / func.sum(_known.c.amount)), Integer)
_known_since = select(
    _known.c.id.label("document_id"), _known.c.party_id, (_DAY_ZERO + _mean_day).label("known_on")
).group_by(_known.c.id, _known.c.party_id)
#: The mean day on which what a payment settles was issued; of a deposit that of the payments it brought.
KNOWN_SINCE = compiled(_known_since)
PAST_WEEKS = compiled(
    select(
        w.c.monday,
        w.c.party_id,
        func.coalesce(p.c.name, literal_column("''")).label("label"),
        w.c.lead,
        w.c.amount,
    )
    .outerjoin(p, (p.c.business_id == BUSINESS) & (p.c.id == w.c.party_id))
    .where(w.c.business_id == BUSINESS)
    .order_by(w.c.monday, p.c.name, w.c.lead, w.c.amount)
)

_moved = MOVED_DOCUMENTS.cte("moved_documents")
_brought = BROUGHT_PARTS.cte("brought")
_in_all = (
    select(_brought.c.document_id, func.sum(_brought.c.cash).label("cash"))
    .group_by(_brought.c.document_id)
    .subquery("in_all")
)
_operating = _moved.c.is_financing == false()
#: As imports take a deposit apart: a part for each customer whose money it brought, and the rest.
_parts = union_all(
    select(_moved.c.document_id, _moved.c.moved_on, _brought.c.party_id, _brought.c.cash)
    .join(_brought, _brought.c.document_id == _moved.c.document_id)
    .where(_operating),
    select(
        _moved.c.document_id,
        _moved.c.moved_on,
        _moved.c.party_id,
        _moved.c.cash - func.coalesce(_in_all.c.cash, number(0)),
    )
    .outerjoin(_in_all, _in_all.c.document_id == _moved.c.document_id)
    .where(_operating),
).subquery("moved_parts")
_since_known = _known_since.subquery("since_known")
_weeks_known = func.floor((_parts.c.moved_on - _since_known.c.known_on) / number(7))
_lead = cast(case((_since_known.c.known_on < _parts.c.moved_on, _weeks_known), else_=number(-1)), Integer)
_is_named = func.coalesce(_parts.c.party_id == any_(bindparam("party_ids", type_=ARRAY(Uuid))), false())
_ahead = bindparam("ahead", type_=Integer)
#: What moved from a day on, in one direction, of these parties or of all others, and was known for so many
#: whole weeks at most; `since` is long enough before that day for the payments that deposits brought.
DOCUMENTS = compiled(
    select(
        _parts.c.document_id,
        _parts.c.moved_on,
        _parts.c.cash,
        _lead.label("lead"),
        d.c.kind.label("document_kind"),
        d.c.number,
        p.c.id.label("party_id"),
        p.c.name.label("label"),
    )
    .select_from(_parts)
    .join(d, and_(d.c.business_id == BUSINESS, d.c.id == _parts.c.document_id))
    .outerjoin(p, and_(p.c.business_id == BUSINESS, p.c.id == _parts.c.party_id))
    .outerjoin(
        _since_known,
        and_(
            _since_known.c.document_id == _parts.c.document_id,
            _since_known.c.party_id.is_not_distinct_from(_parts.c.party_id),
        ),
    )
    .where(
        _parts.c.moved_on >= bindparam("first", type_=Date),
        _parts.c.cash != number(0),
        (_parts.c.cash > number(0)) == bindparam("is_in", type_=Boolean),
        _is_named == bindparam("is_named", type_=Boolean),
        _lead <= _ahead,
    )
)
