"""What a runway is computed from: cash accounts, what moved on them, and what is open, as of a day."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)

from db.queries.books.cash import AS_OF, IS_BANK, a, b, m
from db.queries.books.documents import BUSINESS
from db.queries.runway.financing import FINANCED, IS_FINANCING
from db.statement import compiled, number, word
from db.tables import allocation, document, party, term

_SINCE = bindparam("since", type_=Date)
_UNTIL = bindparam("until", type_=Date)

d = document.alias("d")
n = allocation.alias("n")
p = party.alias("p")
pay = document.alias("pay")
t = term.alias("t")

_oldest = (
    select(func.min(m.c.moved_on))
    .where(m.c.business_id == BUSINESS, m.c.account_id == a.c.id)
    .scalar_subquery()
)
#: The first day on which anything moved on a bank account.
HISTORY_SINCE = compiled(
    select(func.min(_oldest).label("since")).select_from(a).where(a.c.business_id == BUSINESS, IS_BANK)
)


def _net(condition: Any) -> ColumnElement[Any]:
    return func.coalesce(func.sum(m.c.home_amount).filter(condition), number(0))


def _moved(*columns: Any) -> Select[Any]:
    """What each document did to bank accounts in home currency, own transfers netted."""
    moved = (
        select(
            m.c.document_id,
            m.c.moved_on,
            func.bool_or(and_(m.c.home_amount.is_(None), or_(IS_BANK, IS_FINANCING))).label("is_unknown"),
            _net(IS_BANK).label("cash"),
            _net(IS_FINANCING).label("financed"),
            *columns,
        )
        .join(a, and_(a.c.business_id == BUSINESS, a.c.id == m.c.account_id))
        .where(m.c.business_id == BUSINESS, m.c.moved_on >= _SINCE, m.c.moved_on <= _UNTIL)
        .group_by(m.c.document_id, m.c.moved_on)
        .having(func.bool_or(IS_BANK))
        .subquery("moved")
    )
    f = FINANCED.c
    return select(
        moved.c.document_id,
        moved.c.moved_on,
        or_(moved.c.is_unknown, and_(f.document_id.is_not(None), f.amount.is_(None))).label("is_unknown"),
        moved.c.cash,
        (moved.c.financed + func.coalesce(f.amount, number(0))).label("financed"),
        *(moved.c[column.name] for column in columns),
    ).outerjoin_from(moved, FINANCED, f.document_id == moved.c.document_id)


_x = _moved().subquery("x")
#: A loan's money comes in on the bank and as a credit on the loan: both together are none of the business's.
_operating = _x.c.cash + _x.c.financed
_month = cast(func.date_trunc(word("month"), _x.c.moved_on), Date)
#: Cash in and out of each month in home currency, without own transfers and financing, and how many documents
#: moved what is not known in it for want of a rate.
MONTHS = compiled(
    select(
        _month.label("month"),
        func.sum(func.greatest(_operating, number(0))).label("cash_in"),
        func.sum(func.greatest(-_operating, number(0))).label("cash_out"),
        func.count().filter(_x.c.is_unknown).label("unknown"),
    )
    .group_by(_month)
    .order_by(_month)
)

_other_account = func.min(a.c.name).filter(a.c.account_type != word("Bank"))
_y = _moved(_other_account.label("other_account")).subquery("y")
_named = and_(p.c.business_id == BUSINESS, p.c.id == d.c.party_id)
#: Each document that moved something on a bank account, for what comes back regularly.
MOVEMENTS = compiled(
    select(
        _y.c.moved_on,
        _y.c.cash,
        (_y.c.financed != number(0)).label("is_financing"),
        d.c.party_id,
        func.coalesce(
            p.c.name, func.nullif(d.c.note, literal_column("''")), _y.c.other_account, d.c.kind
        ).label("label"),
    )
    .select_from(_y)
    .join(d, and_(d.c.business_id == BUSINESS, d.c.id == _y.c.document_id))
    .outerjoin(p, _named)
    .where(_y.c.cash != number(0), not_(_y.c.is_unknown))
    .order_by(_y.c.moved_on, d.c.id)
)

_settles = and_(
    pay.c.kind.in_(tuple(word(name) for name in ("PAYMENT", "BILL_PAYMENT"))),
    pay.c.state.not_in((word("VOIDED"), word("DELETED"))),
)
#: What is applied with a date to come has not happened yet on the day: it is still open, and scheduled.
_undone = (
    select(
        n.c.target_id,
        func.sum(n.c.amount).label("amount"),
        func.min(pay.c.issue_date).label("scheduled_on"),
    )
    .join(pay, and_(pay.c.business_id == BUSINESS, pay.c.id == n.c.payment_id))
    .where(
        n.c.business_id == BUSINESS,
        pay.c.issue_date > AS_OF,
        _settles,
    )
    .group_by(n.c.target_id)
    .subquery("undone")
)
_is_item = d.c.kind.in_((word("BILL"), word("INVOICE")))
#: Today a document that is dated ahead is known already; of a day that has passed it was not.
_issued = or_(d.c.issue_date.is_(None), d.c.issue_date <= bindparam("issued_by", type_=Date))
_open = func.coalesce(d.c.balance, number(0)) + func.coalesce(_undone.c.amount, number(0))


def _items(condition: Any) -> Select[Any]:
    return (
        select(
            d.c.id,
            d.c.kind,
            d.c.party_id,
            d.c.issue_date,
            d.c.due_date,
            d.c.total,
            _open.label("balance"),
            d.c.currency_code,
            case((d.c.currency_code == b.c.currency_code, number(1)), else_=d.c.exchange_rate).label("rate"),
            _undone.c.scheduled_on,
            t.c.discount_percent,
            t.c.discount_days,
        )
        .select_from(d)
        .join(b, b.c.id == d.c.business_id)
        .outerjoin(_undone, _undone.c.target_id == d.c.id)
        .outerjoin(t, and_(t.c.business_id == BUSINESS, t.c.id == d.c.term_id))
        .where(d.c.business_id == BUSINESS, condition, _is_item, _issued, _open > number(0))
    )


#: Bills and invoices that were open on a day, with what was open of them: two branches, an index each.
OPEN_ITEMS = compiled(
    union_all(
        _items(d.c.state == word("OPEN")),
        _items(and_(d.c.state == word("SETTLED"), d.c.settled_on > AS_OF)),
    )
)

#: What was applied to each bill and invoice after one day and until another, in home currency.
PAID = compiled(
    select(
        n.c.target_id,
        d.c.kind,
        func.sum(n.c.amount * func.coalesce(d.c.exchange_rate, number(1))).label("amount"),
    )
    .join(pay, and_(pay.c.business_id == BUSINESS, pay.c.id == n.c.payment_id))
    .join(d, and_(d.c.business_id == BUSINESS, d.c.id == n.c.target_id))
    .where(
        n.c.business_id == BUSINESS,
        pay.c.issue_date > _SINCE,
        pay.c.issue_date <= _UNTIL,
        _settles,
        _is_item,
    )
    .group_by(n.c.target_id, d.c.kind)
)
