"""The tray: issues that the checks stored, and the one that only the clock makes."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    SmallInteger,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)

from db.queries.access.business import FRESHNESS, STALE
from db.queries.access.business import b as business
from db.queries.books import cash as accounts
from db.queries.books import documents
from db.queries.books.documents import BUSINESS
from db.queries.conditions import Field
from db.queries.listing import Listing
from db.statement import compiled, number, word
from db.tables import issue, issue_action, party
from db.tables.base import Moment, Sum

i = issue.alias("i")

_stored = select(
    i.c.id,
    i.c.check_name,
    i.c.severity,
    i.c.blocking,
    i.c.status,
    i.c.version,
    i.c.message,
    i.c.amount_at_stake,
    i.c.detected_at,
    i.c.resolved_at,
    i.c.resolved_by,
    i.c.document_id,
    i.c.account_id,
    i.c.party_id,
    i.c.related_document_id,
    cast(null(), Moment).label("last_synced_at"),
    cast(null(), Integer).label("freshness_hours"),
).where(i.c.business_id == BUSINESS)


#: Time alone makes a sync stale, so it is found when read. There is one at most: its id is the business's.
#: Its name and severity come from the check, as parameters.
_stale_sync = select(
    business.c.id,
    bindparam("stale_check", type_=Text),
    bindparam("stale_severity", type_=SmallInteger),
    true(),
    word("OPEN"),
    cast(number(1), Integer),
    cast(null(), Text),
    cast(null(), Sum),
    func.coalesce(
        business.c.last_synced_at + FRESHNESS,
        business.c.created_at,
    ),
    cast(null(), Moment),
    cast(null(), Text),
    cast(null(), Uuid),
    cast(null(), Uuid),
    cast(null(), Uuid),
    cast(null(), Uuid),
    business.c.last_synced_at,
    business.c.freshness_hours,
).where(business.c.id == BUSINESS, STALE)

x = union_all(_stored, _stale_sync).subquery("x")
d = documents.d
w = party.alias("w")
_t = issue_action.alias("t")


def _action(rows: FromClause) -> FromClause:
    """What a person did about it last, be it undone since, or what ignores all of its check and party.

    Undone, the latter is told of what it may have ignored: the issues that are open since before it ended.
    """
    ignores_all = and_(
        _t.c.issue_id.is_(None),
        _t.c.party_id == rows.c.party_id,
        _t.c.check_name == rows.c.check_name,
        or_(
            and_(_t.c.status == word("ACTIVE"), rows.c.status == word("IGNORED")),
            and_(
                _t.c.status == word("UNDONE"),
                rows.c.status == word("OPEN"),
                rows.c.detected_at <= _t.c.ended_at,
            ),
        ),
    )
    return (
        select(
            _t.c.id.label("action_id"),
            _t.c.kind.label("action_kind"),
            _t.c.status.label("action_status"),
            _t.c.reason.label("action_reason"),
            _t.c.source.label("action_source"),
            _t.c.taken_at.label("action_at"),
            _t.c.taken_by_email.label("action_by"),
        )
        .where(_t.c.business_id == BUSINESS, or_(_t.c.issue_id == rows.c.id, ignores_all))
        .order_by(_t.c.created_at.desc(), _t.c.id.desc())
        .limit(number(1))
        .lateral("action")
    )


def _subject(rows: FromClause) -> FromClause:
    """The document that it is about, by its id.

    OFFSET has it read so: a plan for any page would join all documents of the business at once.
    """
    about = documents.DOCUMENTS.where(d.c.id == rows.c.document_id)
    return about.offset(number(0)).lateral("subject")


def _subject_kind(rows: FromClause, kind: ColumnElement[Any]) -> ColumnElement[Any]:
    return case(
        (rows.c.document_id.is_not(None), kind),
        (rows.c.account_id.is_not(None), word("ACCOUNT")),
        (rows.c.party_id.is_not(None), word("COUNTERPARTY")),
        else_=word("BUSINESS"),
    )


def _act_by(document: FromClause) -> ColumnElement[Any]:
    """The day on which its money is due to move, as far as the books tell."""
    return case((document.c.state == word("OPEN"), func.coalesce(document.c.due_date, document.c.issue_date)))


def _complete(rows: FromClause) -> Select[Any]:
    """Rows of the tray with all that is shown of them."""
    subject, action = _subject(rows), _action(rows)
    return select(
        rows.c.id,
        rows.c.check_name,
        rows.c.severity,
        rows.c.blocking,
        rows.c.status,
        rows.c.version,
        rows.c.message,
        rows.c.amount_at_stake,
        rows.c.detected_at,
        rows.c.resolved_at,
        rows.c.resolved_by,
        _subject_kind(rows, subject.c.kind).label("subject_kind"),
        _act_by(subject).label("act_by"),
        rows.c.related_document_id,
        rows.c.last_synced_at,
        rows.c.freshness_hours,
        w.c.id.label("whose_id"),
        w.c.kind.label("whose_kind"),
        w.c.name.label("whose_name"),
        w.c.active.label("whose_active"),
        *action.c,
        *subject.c,
        *(column.label(f"account_{name}") for name, column in accounts.COLUMNS.items()),
    ).select_from(
        accounts.joined_to(rows.outerjoin(subject, true()), rows.c.account_id)
        .outerjoin(w, and_(w.c.business_id == BUSINESS, w.c.id == rows.c.party_id))
        .outerjoin(action, true())
    )


_FIELDS = {
    "check": Field(x.c.check_name, nullable=False),
    "severity": Field(x.c.severity, nullable=False),
    "blocking": Field(x.c.blocking, nullable=False),
    "issue_status": Field(x.c.status, nullable=False),
    "amount_at_stake": Field(x.c.amount_at_stake),
    "detected_at": Field(x.c.detected_at, nullable=False),
    "document_id": Field(x.c.document_id),
    "counterparty_id": Field(x.c.party_id),
    "kind": Field(d.c.kind),
    "subject_kind": Field(_subject_kind(x, d.c.kind), nullable=False),
    "act_by": Field(_act_by(d)),
}
#: What filters and orders look at; without any on the document, it is not joined.
_rows = select(*x.c).select_from(x.outerjoin(d, and_(d.c.business_id == BUSINESS, d.c.id == x.c.document_id)))

ISSUES = Listing(_rows, _FIELDS, x.c.id, _complete)
BY_IDS = compiled(_complete(x).where(x.c.id == documents.IDS))
#: Of what is open, by what found it.
COUNTS = compiled(
    select(
        x.c.check_name,
        x.c.severity,
        func.count().label("count"),
        func.count().filter(x.c.blocking).label("blocking"),
    )
    .where(x.c.status == word("OPEN"))
    .group_by(x.c.check_name, x.c.severity)
    .order_by(x.c.severity.desc(), x.c.check_name)
)
