"""Accounts, and the cash that lies on them."""

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    Join,
    Text,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from db.account_types import AccountType
from db.queries.books.documents import BUSINESS, IDS, is_kept
from db.queries.conditions import Field
from db.queries.listing import Listing
from db.statement import compiled, number, word
from db.tables import account, account_movement, business, document

a = account.alias("a")
b = business.alias("b")
d = document.alias("d")
m = account_movement.alias("m")

AS_OF = bindparam("as_of", type_=Date)
#: Accounts in other currencies keep their own; the rest are in the business's.
CURRENCY = func.coalesce(a.c.currency_code, b.c.currency_code)
IS_BANK = a.c.account_type == word("Bank")

#: An account as it is shown, by the names of its columns.
COLUMNS = {
    "id": a.c.id,
    "name": a.c.name,
    "account_type": a.c.account_type,
    "account_subtype": a.c.account_subtype,
    "current_balance": a.c.current_balance,
    "active": a.c.active,
    "currency_code": CURRENCY,
}


def joined_to(other: FromClause, account_id: ColumnElement[Any]) -> Join:
    """Another selection of the business, with the account that it is about."""
    about = and_(a.c.business_id == BUSINESS, a.c.id == account_id)
    return other.outerjoin(a, about).outerjoin(b, b.c.id == a.c.business_id)


_accounts = (
    select(*(column.label(name) for name, column in COLUMNS.items()))
    .join(b, b.c.id == a.c.business_id)
    .where(a.c.business_id == BUSINESS)
)
#: The type as it is shown: what is not in the list is OTHER, and a type that is not known stays null.
_TYPE = case(
    (a.c.account_type.in_([literal_column(f"'{kind.value}'") for kind in AccountType]), a.c.account_type),
    (a.c.account_type.is_not(None), word(AccountType.OTHER)),
)
_FIELDS = {
    "name": Field(a.c.name, nullable=False),
    "account_type": Field(_TYPE),
    "active": Field(a.c.active, nullable=False),
}

ACCOUNTS = Listing(_accounts, _FIELDS, a.c.id)
BY_IDS = compiled(_accounts.where(a.c.id == IDS))

#: What moves later: the source's balance holds all that is entered, whatever its date. What is dated ahead is
#: in the forecast, on its day. One that is unknown for want of a rate makes the balance of the day unknown.
_later = (
    select(
        case(
            (func.bool_or(m.c.amount.is_(None)), null()), else_=func.coalesce(func.sum(m.c.amount), number(0))
        )
    )
    .where(m.c.business_id == BUSINESS, m.c.account_id == a.c.id, m.c.moved_on > AS_OF)
    .scalar_subquery()
)
#: Bank accounts and undeposited funds with their balance on a day: what moves later is taken back out.
CASH_ACCOUNTS = compiled(
    select(
        a.c.id,
        a.c.name,
        IS_BANK.label("is_bank"),
        (a.c.current_balance - _later).label("balance"),
        a.c.current_balance.is_not(None).label("is_told"),
        CURRENCY.label("currency_code"),
    )
    .join(b, b.c.id == a.c.business_id)
    .where(
        a.c.business_id == BUSINESS,
        # An account that is closed now may have held cash on a day that has passed.
        or_(a.c.active, and_(bindparam("is_past", type_=Boolean), a.c.current_balance.is_not(None))),
        or_(IS_BANK, a.c.account_subtype == word("UndepositedFunds")),
    )
    .order_by(a.c.name, a.c.id)
)

_currencies = func.unnest(bindparam("currencies", type_=ARRAY(Text))).table_valued("code").render_derived("c")
_newest_rate = (
    select(d.c.exchange_rate)
    .where(
        d.c.business_id == BUSINESS,
        d.c.currency_code == _currencies.c.code,
        d.c.exchange_rate > number(0),
        is_kept(d),
        d.c.issue_date <= AS_OF,
    )
    .order_by(d.c.issue_date.desc(), d.c.id.desc())
    .limit(literal_column("1"))
    .scalar_subquery()
)
#: The last rate recorded by a day with any document of the currency: home units for one foreign unit.
RATES = compiled(select(_currencies.c.code, _newest_rate.label("rate")))
