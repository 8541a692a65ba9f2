"""Since when, and until when, the books tell of operations."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
)

from db.queries.books.cash import AS_OF, IS_BANK, a, b, m
from db.queries.books.documents import BUSINESS
from db.queries.runway.financing import is_financing, is_opening
from db.statement import compiled, number, word
from db.tables import account, account_balance, account_movement

_SINCE = bindparam("since", type_=Date)
_UNTIL = bindparam("until", type_=Date)

s = account_balance.alias("s")

_same = account_movement.alias("same")
_other = account.alias("other")
#: Whether a document is more than financing: the entry of opening balances is not, and a transfer is.
_is_operation = (
    select(
        and_(
            not_(func.bool_or(is_opening(_other))),
            or_(
                not_(func.coalesce(func.bool_or(is_financing(_other)), false())),
                func.coalesce(func.sum(_same.c.home_amount), number(1)) != number(0),
            ),
        )
    )
    .join(_other, and_(_other.c.business_id == BUSINESS, _other.c.id == _same.c.account_id))
    .where(
        _same.c.business_id == BUSINESS,
        _same.c.document_id == m.c.document_id,
        or_(_other.c.account_type == word("Bank"), is_financing(_other)),
    )
    .scalar_subquery()
)
_of_account = and_(m.c.business_id == BUSINESS, m.c.account_id == a.c.id)


def _first_operation(*order: Any) -> ColumnElement[Any]:
    """The first day, in an order, on which an operation moved an account by the day."""
    known = (_of_account, m.c.moved_on <= AS_OF, _is_operation)
    days = select(m.c.moved_on).where(*known).order_by(*order)
    return days.limit(literal_column("1")).scalar_subquery()


_first_balance = (
    select(cast(func.min(func.timezone(b.c.time_zone, s.c.as_of)), Date))
    .where(s.c.business_id == BUSINESS, s.c.account_id == a.c.id)
    .scalar_subquery()
)
_first_movement = select(func.min(m.c.moved_on)).where(_of_account).scalar_subquery()
#: The first and the last day, up to a day, on which operations moved a bank account, and the first day of
#: which the source gave a balance or anything that moved.
HISTORY = compiled(
    select(
        func.min(_first_operation(m.c.moved_on)).label("since"),
        func.max(_first_operation(m.c.moved_on.desc())).label("until"),
        func.min(func.least(_first_movement, _first_balance)).label("told_since"),
    )
    .select_from(a)
    .join(b, b.c.id == a.c.business_id)
    .where(a.c.business_id == BUSINESS, IS_BANK)
)

_since_before = m.c.moved_on - func.lag(m.c.moved_on).over(order_by=m.c.moved_on)
_gaps = (
    select(_since_before.label("days"))
    .join(a, and_(a.c.business_id == BUSINESS, a.c.id == m.c.account_id))
    .where(m.c.business_id == BUSINESS, IS_BANK, m.c.moved_on >= _SINCE, m.c.moved_on <= _UNTIL)
    .subquery("gaps")
)
#: For how many days at most nothing moved on a bank account, between two days on which something did.
LONGEST_SILENCE = compiled(select(func.max(_gaps.c.days).label("days")))
