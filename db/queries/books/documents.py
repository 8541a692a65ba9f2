"""Bills, invoices and the open ones among them that are ready for a decision."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Join,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from db.queries.conditions import Field
from db.queries.listing import Listing
from db.statement import Statement, compiled, number, word
from db.tables import decision, document, issue, outbox, party
from db.tables.decision_console import OPEN_STATUSES

#: The business entered; every statement says so itself, row-level security is the net.
BUSINESS = bindparam("business_id", type_=Uuid)

d = document.alias("d")
p = party.alias("p")

_OWN_COLUMNS = (
    d.c.id.label("document_id"),
    d.c.kind,
    d.c.state,
    d.c.number,
    d.c.issue_date,
    d.c.due_date,
    d.c.total,
    d.c.balance,
    d.c.currency_code,
    d.c.sync_token,
    d.c.superseded_by,
    d.c.party_id,
)
_PARTY_COLUMNS = (
    p.c.kind.label("party_kind"),
    p.c.name.label("party_name"),
    p.c.active.label("party_active"),
)
#: A document with its counterparty, joined: one statement, however many rows.
COLUMNS = (*_OWN_COLUMNS, *_PARTY_COLUMNS)
_WITH_PARTY = and_(p.c.business_id == BUSINESS, p.c.id == d.c.party_id)


def is_kept(of: FromClause) -> ColumnElement[bool]:
    """Whether a document is neither voided nor deleted: only then it settles, moved or brought anything."""
    state: ColumnElement[Any] = of.c.state
    return state.not_in((word("VOIDED"), word("DELETED")))


def joined_to(other: FromClause, document_id: ColumnElement[Any]) -> Join:
    """Another selection of the business, with the document that it is about and its counterparty."""
    about = and_(d.c.business_id == BUSINESS, d.c.id == document_id)
    return other.outerjoin(d, about).outerjoin(p, _WITH_PARTY)


def is_open(status: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a decision still awaits something, as the index on such decisions has it."""
    return status.in_(tuple(word(open_status) for open_status in OPEN_STATUSES))


def is_unchanged(q: FromClause) -> ColumnElement[bool]:
    """Whether the document is as it was when somebody last looked: what was decided about it still stands."""
    return and_(
        q.c.document_sync_token.is_not_distinct_from(d.c.sync_token),
        q.c.document_balance.is_not_distinct_from(d.c.balance),
    )


def was_refused(q: FromClause) -> ColumnElement[bool]:
    """Whether the outside did not carry out what a decision asked of it."""
    o = outbox.alias("o")
    about = and_(o.c.business_id == BUSINESS, o.c.decision_id == q.c.id)
    return exists(select(o.c.id).where(about, o.c.refusal.is_not(None)))


def is_claim(q: FromClause) -> ColumnElement[bool]:
    """Whether a decision is open, or its payment was instructed and the books do not show it yet.

    Those of a document are what stands in the way of another decision about it.
    """
    is_instructed = and_(
        q.c.status == word("FINALIZED"),
        q.c.action.in_((word("PAY"), word("SCHEDULE"), word("PAY_PART"))),
        is_unchanged(q),
        not_(was_refused(q)),
    )
    return or_(is_open(q.c.status), is_instructed)


def _has_decision() -> ColumnElement[bool]:
    q = decision.alias("q")
    about = and_(q.c.business_id == BUSINESS, q.c.document_id == d.c.id)
    return exists(select(q.c.id).where(about, is_claim(q)))


def _with_party(rows: Select[Any]) -> Select[Any]:
    return rows.outerjoin_from(d, p, _WITH_PARTY)


_FIELDS = {
    "kind": Field(d.c.kind, nullable=False),
    "state": Field(d.c.state, nullable=False, indexed=frozenset({"OPEN"})),
    "counterparty_id": Field(d.c.party_id),
    "counterparty": Field(p.c.name, join=_with_party),
    "document_number": Field(d.c.number),
    "issue_date": Field(d.c.issue_date),
    "due_date": Field(d.c.due_date),
    "open_balance": Field(d.c.balance),
    "total": Field(d.c.total),
    "has_decision": Field(_has_decision(), nullable=False),
}
#: An item that is ready has a due date and a balance.
_READY_FIELDS = _FIELDS | {
    "due_date": Field(d.c.due_date, nullable=False),
    "open_balance": Field(d.c.balance, nullable=False),
}

DOCUMENTS = select(*COLUMNS).select_from(d.outerjoin(p, _WITH_PARTY)).where(d.c.business_id == BUSINESS)
_is_item = and_(d.c.state == word("OPEN"), d.c.kind.in_((word("BILL"), word("INVOICE"))))


def _unblocked() -> ColumnElement[bool]:
    """No open issue blocks it, and what a decision needs is there, whatever issue about that is ignored."""
    i = issue.alias("i")
    is_blocked = exists(
        select(i.c.id).where(
            i.c.business_id == BUSINESS,
            i.c.document_id == d.c.id,
            i.c.blocking,
            i.c.status == word("OPEN"),
        )
    )
    return and_(
        not_(is_blocked), d.c.party_id.is_not(None), d.c.due_date.is_not(None), d.c.balance > number(0)
    )


def _complete(rows: FromClause) -> Select[Any]:
    """Rows of a page with their counterparties.

    OFFSET has each read by its id: a plan for any page would join all of the business at once.
    """
    whose = select(*_PARTY_COLUMNS).where(p.c.business_id == BUSINESS, p.c.id == rows.c.party_id)
    party_columns = whose.offset(number(0)).lateral("whose")
    own = (rows.c[column.name] for column in _OWN_COLUMNS)
    return select(*own, *party_columns.c).select_from(rows.outerjoin(party_columns, true()))


def listing(condition: ColumnElement[bool], fields: Mapping[str, Field] = _FIELDS) -> Listing:
    """Pages of some documents; before one is chosen, a counterparty is joined only to sort or filter by."""
    rows = select(*_OWN_COLUMNS).select_from(d).where(d.c.business_id == BUSINESS, condition)
    return Listing(rows, fields, d.c.id, _complete, completes="counterparty")


READY = listing(and_(_is_item, _unblocked()), _READY_FIELDS)
BILLS = listing(d.c.kind == word("BILL"))
INVOICES = listing(d.c.kind == word("INVOICE"))

BY_IDS = compiled(DOCUMENTS.where(d.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid)))))

#: The same with a party each, the document's own or one that it posts to an account for. No party: null.
_pairs = (
    func.unnest(bindparam("ids", type_=ARRAY(Uuid)), bindparam("party_ids", type_=ARRAY(Uuid)))
    .table_valued("document_id", "party_id")
    .render_derived("e")
)
BY_PAIRS = compiled(
    select(*(column for column in COLUMNS if column.name != "party_id"), _pairs.c.party_id).select_from(
        _pairs.join(d, and_(d.c.business_id == BUSINESS, d.c.id == _pairs.c.document_id)).outerjoin(
            p, and_(p.c.business_id == BUSINESS, p.c.id == _pairs.c.party_id)
        )
    )
)

#: Of many documents by their ids.
IDS = func.any(bindparam("ids", type_=ARRAY(Uuid)))


def locked(condition: ColumnElement[bool]) -> Statement:
    """For decisions: the documents stay as they are until these are written.

    A statement of its own, since one that waits for a lock goes on to see other tables, the issues too, as
    they were before it waited. In the order of ids, so that two batches never wait for each other.
    """
    chosen = select(d.c.id).where(d.c.business_id == BUSINESS, condition)
    return compiled(chosen.order_by(d.c.id).with_for_update(key_share=True, of=d))


LOCK = locked(d.c.id == IDS)
#: Beside a document's columns: whether it may be decided about, and its rate to home currency.
FOR_DECISION = (and_(_is_item, _unblocked()).label("ready"), d.c.exchange_rate)
MANY_FOR_DECISION = compiled(DOCUMENTS.where(d.c.id == IDS).add_columns(*FOR_DECISION))
