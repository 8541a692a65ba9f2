"""Accounts, and the cash that lies on them."""

from sqlalchemy import Uuid, bindparam, func, select

from db.queries.documents import BUSINESS
from db.queries.listing import Field, Listing
from db.statement import compiled, word
from db.tables import account, business

a = account.alias("a")
b = business.alias("b")

_accounts = (
    select(
        a.c.id,
        a.c.name,
        a.c.account_type,
        a.c.account_subtype,
        a.c.current_balance,
        a.c.active,
        func.coalesce(a.c.currency_code, b.c.currency_code).label("currency_code"),
    )
    .join(b, b.c.id == a.c.business_id)
    .where(a.c.business_id == BUSINESS)
)
_FIELDS = {
    "name": Field(a.c.name, nullable=False),
    "account_type": Field(a.c.account_type),
    "active": Field(a.c.active, nullable=False),
}

ACCOUNTS = Listing(_accounts, _FIELDS, a.c.id)
ONE = compiled(_accounts.where(a.c.id == bindparam("id", type_=Uuid)))

#: Balances of active bank accounts by currency: cards and loans are not cash, and only the account's own
#: balance is used, since one that includes sub-accounts counts twice.
CASH = compiled(
    select(
        func.coalesce(a.c.currency_code, b.c.currency_code).label("currency_code"),
        func.sum(a.c.current_balance).label("amount"),
        func.bool_or(a.c.current_balance.is_(None)).label("incomplete"),
    )
    .join(b, b.c.id == a.c.business_id)
    .where(a.c.business_id == BUSINESS, a.c.account_type == word("Bank"), a.c.active)
    .group_by(func.coalesce(a.c.currency_code, b.c.currency_code))
)
