"""Which part of what payments of bills paid was financing: what lines of those bills put on such accounts."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)

from db.queries.books.cash import IS_BANK, a, m
from db.queries.books.documents import BUSINESS, is_kept
from db.queries.looked_up import by_key, document_by
from db.statement import number, word
from db.tables import allocation, document

FINANCING_SUBTYPES = ("LineOfCredit", "LoanPayable", "NotesPayable", "ShareholderNotesPayable")


def is_financing(of: FromClause) -> ColumnElement[bool]:
    """Loans, equity and the owner's money: what comes from there, or goes there, is no burn."""
    return or_(
        of.c.account_type.in_((literal_column("'Long Term Liability'"), word("Equity"))),
        of.c.account_subtype.in_(tuple(word(financing_subtype) for financing_subtype in FINANCING_SUBTYPES)),
    )


def is_opening(of: FromClause) -> ColumnElement[bool]:
    """What migrated books begin with is posted against this account."""
    return func.coalesce(of.c.account_subtype == word("OpeningBalanceEquity"), false())


IS_FINANCING = is_financing(a)
#: A document that posts there is no business of the day that it is dated on, whatever else it names.
IS_OPENING = is_opening(a)

_source = document.alias("source")
_of_bill = allocation.alias("of_bill")
_o = allocation.alias("o")

_CREDIT, _PAYMENT, _ENTRY = word("VENDOR_CREDIT"), word("BILL_PAYMENT"), word("JOURNAL_ENTRY")
_DIGITS = number(4)


def _sum(amount: ColumnElement[Any]) -> ColumnElement[Any]:
    """Null when one of them is."""
    return case((func.bool_or(amount.is_(None)), null()), else_=func.sum(amount))


#: What documents put on such accounts: few accounts and few rows, whatever the number of bills.
_posted = by_key(
    select(m.c.document_id, m.c.document_amount, m.c.home_amount).where(
        m.c.business_id == BUSINESS, m.c.account_id == a.c.id
    ),
    "posted",
)
_parts = (
    select(
        _posted.c.document_id,
        func.sum(_posted.c.document_amount).label("amount"),
        _sum(_posted.c.home_amount).label("home"),
    )
    .select_from(a.join(_posted, true()))
    .where(a.c.business_id == BUSINESS, IS_FINANCING, not_(IS_OPENING))
    .group_by(_posted.c.document_id)
    .cte("parts")
)
_bill = document_by(_parts.c.document_id, "bill")
_n = by_key(
    select(_of_bill).where(_of_bill.c.business_id == BUSINESS, _of_bill.c.target_id == _bill.c.id), "n"
)
_paid_by = document_by(_n.c.payment_id, "paid_by")
_until_then = func.sum(_n.c.amount).over(
    partition_by=_n.c.target_id, order_by=(_paid_by.c.issue_date, _n.c.id)
)
#: What each payment, also one by card or by credits alone, settles of such bills and uses up of such credits.
_settled = (
    select(
        _n.c.payment_id,
        (_paid_by.c.total - func.coalesce(_paid_by.c.balance, number(0))).label("money"),
        _bill.c.kind,
        _bill.c.total,
        func.least(_until_then, _bill.c.total).label("until_then"),
        func.least(_until_then - _n.c.amount, _bill.c.total).label("before"),
        _parts.c.amount,
        _parts.c.home,
    )
    .select_from(_parts.join(_bill, true()).join(_n, true()).join(_paid_by, true()))
    .where(
        _bill.c.kind.in_((word("BILL"), _CREDIT)),
        _bill.c.total > number(0),
        _paid_by.c.kind == _PAYMENT,
        is_kept(_paid_by),
    )
    .cte("settled")
)


def _share(part: ColumnElement[Any]) -> ColumnElement[Any]:
    """In proportion: by all that is settled with this payment less what was before, so that shares add up."""
    until_then, before = (
        func.round(part * amount / _settled.c.total, _DIGITS)
        for amount in (_settled.c.until_then, _settled.c.before)
    )
    return until_then - before


_shares = select(
    _settled.c.payment_id,
    _settled.c.money,
    _share(_settled.c.home).label("home"),
    case((_settled.c.kind == _CREDIT, -_share(_settled.c.amount)), else_=number(0)).label("credited"),
).cte("shares")
#: What a payment settles on such accounts, in home currency by the rates of the bills, and how much of its
#: bills is settled by credits that are on such accounts themselves.
_of_payments = (
    select(
        _shares.c.payment_id,
        _shares.c.money,
        _sum(_shares.c.home).label("home"),
        func.sum(_shares.c.credited).label("credited"),
    )
    .group_by(_shares.c.payment_id, _shares.c.money)
    .cte("of_payments")
)


def _linked(entity: str) -> ColumnElement[Any]:
    """What a payment links of bills, or of vendors' credits; null when it links none."""
    return (
        select(func.sum(_o.c.amount))
        .where(
            _o.c.business_id == BUSINESS,
            _o.c.payment_id == _of_payments.c.payment_id,
            _o.c.target_entity == word(entity),
        )
        .scalar_subquery()
    )


_to_pay = select(
    _of_payments,
    (_linked("Bill") - _of_payments.c.credited).label("bills"),
    _linked("VendorCredit").label("credits"),
).cte("to_pay")
#: What a journal entry took in itself: a card may have paid a part of it.
_entered = (
    select(func.sum(m.c.document_amount))
    .join(a, and_(a.c.business_id == BUSINESS, a.c.id == m.c.account_id))
    .where(m.c.business_id == BUSINESS, m.c.document_id == _source.c.id, or_(IS_BANK, IS_FINANCING))
    .correlate(_source)
    .scalar_subquery()
)


def _of_entries(entered: ColumnElement[Any]) -> ColumnElement[Any]:
    """What a payment uses up of a document; of a journal entry no more than the money in it."""
    in_money = func.greatest(func.least(_o.c.amount, entered), number(0))
    return case((_source.c.kind == _ENTRY, in_money), else_=_o.c.amount)


def _used(
    amount: ColumnElement[Any], of: ColumnElement[Any], *kinds: ColumnElement[Any], given: ColumnElement[bool]
) -> Select[Any]:
    """The documents of these kinds that payments use up."""
    return (
        select(_source.c.id, _to_pay.c.home, amount, of)
        .select_from(_to_pay)
        .join(_o, and_(_o.c.business_id == BUSINESS, _o.c.payment_id == _to_pay.c.payment_id))
        .join(
            _source,
            and_(
                _source.c.business_id == BUSINESS, _source.c.id == _o.c.target_id, _source.c.kind.in_(kinds)
            ),
        )
        .where(given)
    )


#: The money is that of the payment itself, of cheques, journal entries and earlier payments that it uses up,
#: and, where it settles no bill, of deposits and journal entries that refund its credits.
_money = union_all(
    select(_to_pay.c.payment_id.label("document_id"), _to_pay.c.home, _to_pay.c.money, _to_pay.c.bills),
    _used(
        _of_entries(-_entered),
        _to_pay.c.bills,
        _PAYMENT,
        word("PURCHASE"),
        _ENTRY,
        given=_to_pay.c.bills.is_not(None),
    ),
    _used(_of_entries(_entered), _to_pay.c.credits, word("DEPOSIT"), _ENTRY, given=_to_pay.c.bills.is_(None)),
).cte("money")
#: Other credits settle a share of everything.
_financed = case(
    (_money.c.money >= _money.c.bills, _money.c.home),
    else_=func.round(_money.c.home * _money.c.money / _money.c.bills, _DIGITS),
)
#: By document what it paid of loans, equity and the owner's money through bills, in home currency; null where
#: a rate is missing.
FINANCED = (
    select(_money.c.document_id, _sum(_financed).label("amount"))
    .where(_money.c.bills > number(0))
    .group_by(_money.c.document_id)
    .subquery("financed_by")
)
