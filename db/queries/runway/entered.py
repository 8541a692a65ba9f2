"""What is entered with a date to come: what it moves on accounts that hold cash, and what it settles."""

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    and_,
    bindparam,
    case,
    exists,
    func,
    not_,
    null,
    or_,
    select,
    true,
)

from db.queries.books.cash import AS_OF, CURRENCY, IS_BANK, a, b, m
from db.queries.books.documents import BUSINESS, is_kept
from db.queries.looked_up import by_key
from db.queries.runway.labels import label_of
from db.statement import compiled, number, word
from db.tables import account, account_movement, allocation, business, document, party

d = document.alias("d")
h = business.alias("h")
n = allocation.alias("n")
p = party.alias("p")
t = document.alias("t")

_is_undeposited = a.c.account_subtype == word("UndepositedFunds")
_counts_undeposited = bindparam("with_undeposited", type_=Boolean)


def _waits() -> ColumnElement[bool]:
    """Whether no deposit brings the customer's payment to a bank: then the payment itself is the money."""
    c, k = allocation.alias("c"), document.alias("k")
    brought = (
        select(c.c.id)
        .join(k, and_(k.c.business_id == BUSINESS, k.c.id == c.c.payment_id))
        .where(
            c.c.business_id == BUSINESS,
            c.c.target_id == m.c.document_id,
            k.c.kind == word("DEPOSIT"),
            is_kept(k),
        )
    )
    return not_(exists(brought))


def _counts(moved_by: FromClause) -> ColumnElement[bool]:
    """Whether a movement is on an account that cash is on, as `CASH_ACCOUNTS` has them today.

    Where Undeposited Funds do not count, what goes there and is in no deposit would be in neither.
    """
    return or_(
        and_(a.c.active, or_(IS_BANK, and_(_is_undeposited, _counts_undeposited))),
        and_(
            _is_undeposited,
            not_(and_(a.c.active, _counts_undeposited)),
            moved_by.c.kind.in_((word("PAYMENT"), word("SALES_RECEIPT"), word("INVOICE"))),
            _waits(),
        ),
    )


_document = by_key(
    select(d.c.kind, d.c.party_id, d.c.note).where(d.c.business_id == BUSINESS, d.c.id == m.c.document_id),
    "d",
)
_moved = (
    select(
        m.c.document_id,
        m.c.moved_on,
        CURRENCY.label("account_currency"),
        *_document.c,
        case((func.bool_or(m.c.amount.is_(None)), null()), else_=func.sum(m.c.amount)).label("amount"),
        func.sum(m.c.document_amount).label("document_amount"),
    )
    .join(a, and_(a.c.business_id == BUSINESS, a.c.id == m.c.account_id))
    .join(b, b.c.id == a.c.business_id)
    .join(_document, true())
    .where(m.c.business_id == BUSINESS, m.c.moved_on > AS_OF, _counts(_document))
    .group_by(m.c.document_id, m.c.moved_on, CURRENCY, *_document.c)
    .subquery("y")
)
_o, _x = account.alias("o"), account_movement.alias("x")
_other_account = (
    select(func.min(_o.c.name))
    .select_from(_x.join(_o, and_(_o.c.business_id == BUSINESS, _o.c.id == _x.c.account_id)))
    .where(
        _x.c.business_id == BUSINESS,
        _x.c.document_id == _moved.c.document_id,
        _o.c.account_type != word("Bank"),
    )
    .scalar_subquery()
)
_party = by_key(select(p.c.name).where(p.c.business_id == BUSINESS, p.c.id == _moved.c.party_id), "p")
_settled = by_key(
    select(n.c.amount, t.c.id, t.c.total, t.c.currency_code, t.c.exchange_rate, t.c.due_date)
    .join(t, and_(t.c.business_id == BUSINESS, t.c.id == n.c.target_id))
    .where(
        n.c.business_id == BUSINESS,
        n.c.payment_id == _moved.c.document_id,
        t.c.kind.in_((word("BILL"), word("INVOICE"))),
        is_kept(t),
    ),
    "t",
)
_rate = case((_settled.c.currency_code == h.c.currency_code, number(1)), else_=_settled.c.exchange_rate)
#: A row for each currency of the accounts that a document moves something on, and each item that it settles.
#: Labels are those of what comes back, so that a document can stand for an occurrence of it.
ENTERED_AHEAD = compiled(
    select(
        _moved.c.document_id,
        _moved.c.moved_on,
        _moved.c.account_currency,
        _moved.c.amount,
        _moved.c.document_amount,
        _moved.c.party_id,
        label_of(_moved, _party, _other_account).label("label"),
        _settled.c.id.label("item_id"),
        _settled.c.amount.label("settled"),
        (_settled.c.total * _rate).label("total"),
        _settled.c.due_date,
    )
    .select_from(_moved)
    .join(h, h.c.id == BUSINESS)
    .outerjoin(_party, true())
    .outerjoin(_settled, true())
    .order_by(
        _moved.c.moved_on,
        _moved.c.document_id,
        _settled.c.due_date,
        _settled.c.id,
        _moved.c.account_currency,
    )
)
