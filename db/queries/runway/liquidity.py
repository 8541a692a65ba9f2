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
    true,
    union_all,
)

from db.queries.books.cash import AS_OF, IS_BANK, a, b, m
from db.queries.books.documents import BUSINESS, IDS, is_kept
from db.queries.looked_up import by_key
from db.queries.runway.financing import FINANCED, IS_FINANCING, IS_OPENING
from db.queries.runway.labels import label_of
from db.statement import compiled, number, word
from db.tables import account_balance, allocation, document, party, term

_SINCE = bindparam("since", type_=Date)
_UNTIL = bindparam("until", type_=Date)

d = document.alias("d")
n = allocation.alias("n")
p = party.alias("p")
pay = document.alias("pay")
s = account_balance.alias("s")
t = term.alias("t")


def _net(condition: Any) -> ColumnElement[Any]:
    return func.coalesce(func.sum(m.c.home_amount).filter(condition), number(0))


def _moved(*columns: Any) -> Select[Any]:
    """What each document did to bank accounts in home currency, own transfers netted; no opening entries."""
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
        .having(func.bool_or(IS_BANK), not_(func.bool_or(IS_OPENING)))
        .subquery("moved")
    )
    f = FINANCED.c
    return select(
        moved.c.document_id,
        moved.c.moved_on,
        or_(moved.c.is_unknown, and_(f.document_id.is_not(None), f.amount.is_(None))).label("is_unknown"),
        moved.c.cash,
        (moved.c.financed + func.coalesce(f.amount, number(0))).label("financed"),
        # As for history: what came straight from a loan is none; a transfer, and whatever was owed, is.
        or_(moved.c.cash + moved.c.financed != number(0), moved.c.cash == number(0)).label("is_operation"),
        *(moved.c[column.name] for column in columns),
    ).outerjoin_from(moved, FINANCED, f.document_id == moved.c.document_id)


_x = _moved().subquery("x")
#: A loan's money comes in on the bank and as a credit on the loan: both together are none of the business's.
_operating = _x.c.cash + _x.c.financed
_month = cast(func.date_trunc(word("month"), _x.c.moved_on), Date)
#: Cash in and out of each month in home currency, without own transfers and financing, how many operations
#: moved something in it, and how many documents what is not known for want of a rate.
MONTHS = compiled(
    select(
        _month.label("month"),
        func.sum(func.greatest(_operating, number(0))).label("cash_in"),
        func.sum(func.greatest(-_operating, number(0))).label("cash_out"),
        func.count().filter(_x.c.is_operation).label("operations"),
        func.count().filter(_x.c.is_unknown).label("unknown"),
    )
    .group_by(_month)
    .order_by(_month)
)

_other_account = func.min(a.c.name).filter(a.c.account_type != word("Bank"))
_y = _moved(_other_account.label("other_account")).subquery("y")
_named = and_(p.c.business_id == BUSINESS, p.c.id == d.c.party_id)
#: Each document that moved something on a bank account, for what comes back regularly.
MOVED_DOCUMENTS = (
    select(
        _y.c.document_id,
        _y.c.moved_on,
        _y.c.cash,
        (_y.c.financed != number(0)).label("is_financing"),
        d.c.party_id,
        label_of(d, p, _y.c.other_account).label("label"),
    )
    .select_from(_y)
    .join(d, and_(d.c.business_id == BUSINESS, d.c.id == _y.c.document_id))
    .outerjoin(p, _named)
    .where(_y.c.cash != number(0), not_(_y.c.is_unknown))
)
MOVEMENTS = compiled(MOVED_DOCUMENTS.order_by(_y.c.moved_on, d.c.id))

#: Home units for one of a document's currency: of the business's own it is 1, whatever the document says.
_rate = case((d.c.currency_code == b.c.currency_code, number(1)), else_=d.c.exchange_rate)
_brought = (
    select(
        n.c.payment_id.label("document_id"),
        pay.c.party_id,
        (n.c.amount * _rate).label("cash"),
    )
    .select_from(d)
    .join(b, b.c.id == d.c.business_id)
    .join(n, and_(n.c.business_id == BUSINESS, n.c.payment_id == d.c.id))
    .join(pay, and_(pay.c.business_id == BUSINESS, pay.c.id == n.c.target_id))
)
_named_in_lines = (
    select(m.c.document_id, m.c.party_id, (-m.c.home_amount).label("cash"))
    .select_from(d)
    .join(m, and_(m.c.business_id == BUSINESS, m.c.document_id == d.c.id))
)
_deposits = and_(
    d.c.business_id == BUSINESS,
    d.c.kind == word("DEPOSIT"),
    d.c.issue_date >= _SINCE,
    d.c.issue_date <= _UNTIL,
)
_parts = union_all(
    _brought.where(_deposits, pay.c.party_id.is_not(None)),
    _named_in_lines.where(_deposits, m.c.party_id.is_not(None)),
).subquery("parts")
#: What deposits brought of each customer, in home currency: a deposit itself names nobody.
BROUGHT_PARTS = (
    select(_parts.c.document_id, _parts.c.party_id, p.c.name, func.sum(_parts.c.cash).label("cash"))
    .join(p, and_(p.c.business_id == BUSINESS, p.c.id == _parts.c.party_id))
    .where(_parts.c.cash.is_not(None))
    .group_by(_parts.c.document_id, _parts.c.party_id, p.c.name)
)
BROUGHT = compiled(BROUGHT_PARTS.order_by(_parts.c.document_id, _parts.c.party_id))

_settles = and_(
    pay.c.kind.in_(tuple(word(name) for name in ("PAYMENT", "BILL_PAYMENT"))),
    is_kept(pay),
)
#: What was applied after the day had not happened yet on it. Today all that is entered is known, and nothing
#: is undone: what is paid with a date to come is a flow of its own, and not open beside it.
_applied = by_key(
    select(n.c.target_id, n.c.amount).where(n.c.business_id == BUSINESS, n.c.payment_id == pay.c.id),
    "applied",
)
_undone = (
    select(_applied.c.target_id, func.sum(_applied.c.amount).label("amount"))
    .select_from(pay.join(_applied, true()))
    .where(pay.c.business_id == BUSINESS, pay.c.issue_date > AS_OF, _settles)
    .group_by(_applied.c.target_id)
    .subquery("undone")
)
_is_item = d.c.kind.in_((word("BILL"), word("INVOICE")))
# No index may look for this: nearly all that was ever issued was issued by the day.
_issued = func.coalesce(d.c.issue_date, literal_column("date '-infinity'")) <= AS_OF
_open = d.c.balance + func.coalesce(_undone.c.amount, number(0))
_was_open = and_(_issued, _open != number(0))


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
            _rate.label("rate"),
            t.c.discount_percent,
            t.c.discount_days,
        )
        .select_from(d)
        .join(b, b.c.id == d.c.business_id)
        .outerjoin(_undone, _undone.c.target_id == d.c.id)
        .outerjoin(t, and_(t.c.business_id == BUSINESS, t.c.id == d.c.term_id))
        .where(d.c.business_id == BUSINESS, condition, _is_item)
    )


#: Bills and invoices open on a day, with what was open of them: below 0 it is a credit. Two branches, an
#: index each. What is dated after `as_of` was not known; with no such day it is what is open now.
OPEN_ITEMS = compiled(
    union_all(
        _items(d.c.state == word("OPEN")).where(_was_open),
        _items(and_(d.c.state == word("SETTLED"), d.c.settled_on > AS_OF)).where(_was_open),
    )
)
#: The same of chosen documents, whatever is open of them.
ITEMS_BY_ID = compiled(_items(d.c.id == IDS))

#: What was applied to each bill and invoice after one day and until another, in home currency.
PAID = compiled(
    select(
        n.c.target_id,
        d.c.kind,
        func.sum(n.c.amount * _rate).label("amount"),
    )
    .join(pay, and_(pay.c.business_id == BUSINESS, pay.c.id == n.c.payment_id))
    .join(d, and_(d.c.business_id == BUSINESS, d.c.id == n.c.target_id))
    .join(b, b.c.id == d.c.business_id)
    .where(
        n.c.business_id == BUSINESS,
        pay.c.issue_date > _SINCE,
        pay.c.issue_date <= _UNTIL,
        _settles,
        _is_item,
    )
    .group_by(n.c.target_id, d.c.kind)
)
