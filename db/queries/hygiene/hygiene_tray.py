"""The tray: issues that the checks stored, and the one that only the clock makes."""

from sqlalchemy import (
    Integer,
    SmallInteger,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    null,
    select,
    true,
    union_all,
)

from db.queries.access.business import FRESHNESS, STALE
from db.queries.access.business import b as business
from db.queries.books import cash as accounts
from db.queries.books import documents
from db.queries.books.documents import BUSINESS
from db.queries.listing import Field, Listing
from db.statement import compiled, number, word
from db.tables import issue, issue_action, party
from db.tables.base import Amount, Moment

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
    cast(null(), Amount),
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
#: What a person did about it last, be it undone since.
_action = (
    select(
        _t.c.id.label("action_id"),
        _t.c.kind.label("action_kind"),
        _t.c.status.label("action_status"),
        _t.c.reason.label("action_reason"),
        _t.c.source.label("action_source"),
        _t.c.taken_at.label("action_at"),
        _t.c.taken_by_email.label("action_by"),
    )
    .where(_t.c.business_id == BUSINESS, _t.c.issue_id == x.c.id)
    .order_by(_t.c.created_at.desc(), _t.c.id.desc())
    .limit(number(1))
    .lateral("action")
)
_subject_kind = case(
    (x.c.document_id.is_not(None), d.c.kind),
    (x.c.account_id.is_not(None), word("ACCOUNT")),
    (x.c.party_id.is_not(None), word("COUNTERPARTY")),
    else_=word("BUSINESS"),
)
_issues = select(
    x.c.id,
    x.c.check_name,
    x.c.severity,
    x.c.blocking,
    x.c.status,
    x.c.version,
    x.c.message,
    x.c.amount_at_stake,
    x.c.detected_at,
    x.c.resolved_at,
    x.c.resolved_by,
    _subject_kind.label("subject_kind"),
    x.c.related_document_id,
    x.c.last_synced_at,
    x.c.freshness_hours,
    w.c.id.label("whose_id"),
    w.c.kind.label("whose_kind"),
    w.c.name.label("whose_name"),
    w.c.active.label("whose_active"),
    *_action.c,
    *documents.COLUMNS,
    *(column.label(f"account_{name}") for name, column in accounts.COLUMNS.items()),
).select_from(
    accounts.joined_to(documents.joined_to(x, x.c.document_id), x.c.account_id)
    .outerjoin(w, and_(w.c.business_id == BUSINESS, w.c.id == x.c.party_id))
    .outerjoin(_action, true())
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
    "subject_kind": Field(_subject_kind, nullable=False),
}

ISSUES = Listing(_issues, _FIELDS, x.c.id)
ONE = compiled(_issues.where(x.c.id == bindparam("id", type_=Uuid)))
BY_IDS = compiled(_issues.where(x.c.id == documents.IDS))
#: Of what is open.
COUNTS = compiled(
    select(x.c.severity, func.count().label("count"))
    .where(x.c.status == word("OPEN"))
    .group_by(x.c.severity)
    .order_by(x.c.severity.desc())
)
