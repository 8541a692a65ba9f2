"""The tray: issues that the checks stored, and the one that only the clock makes."""

from sqlalchemy import Integer, SmallInteger, Text, Uuid, bindparam, cast, func, null, select, true, union_all

from db.queries.access.business import FRESHNESS, STALE
from db.queries.access.business import b as business
from db.queries.books import cash as accounts
from db.queries.books import documents
from db.queries.books.documents import BUSINESS
from db.queries.listing import Field, Listing
from db.statement import compiled
from db.tables import issue
from db.tables.base import Amount, Moment

i = issue.alias("i")

_stored = select(
    i.c.id,
    i.c.check_name,
    i.c.severity,
    i.c.blocking,
    i.c.message,
    i.c.amount_at_stake,
    i.c.detected_at,
    i.c.document_id,
    i.c.account_id,
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
    cast(null(), Text),
    cast(null(), Amount),
    func.coalesce(
        business.c.last_synced_at + FRESHNESS,
        business.c.created_at,
    ),
    cast(null(), Uuid),
    cast(null(), Uuid),
    business.c.last_synced_at,
    business.c.freshness_hours,
).where(business.c.id == BUSINESS, STALE)

x = union_all(_stored, _stale_sync).subquery("x")
_issues = select(
    x.c.id,
    x.c.check_name,
    x.c.severity,
    x.c.blocking,
    x.c.message,
    x.c.amount_at_stake,
    x.c.detected_at,
    x.c.last_synced_at,
    x.c.freshness_hours,
    *documents.COLUMNS,
    *(column.label(f"account_{name}") for name, column in accounts.COLUMNS.items()),
).select_from(accounts.joined_to(documents.joined_to(x, x.c.document_id), x.c.account_id))

_FIELDS = {
    "check": Field(x.c.check_name, nullable=False),
    "severity": Field(x.c.severity, nullable=False),
    "blocking": Field(x.c.blocking, nullable=False),
    "amount_at_stake": Field(x.c.amount_at_stake),
    "detected_at": Field(x.c.detected_at, nullable=False),
    "document_id": Field(x.c.document_id),
    "kind": Field(documents.d.c.kind),
}

ISSUES = Listing(_issues, _FIELDS, x.c.id)
ONE = compiled(_issues.where(x.c.id == bindparam("id", type_=Uuid)))
COUNTS = compiled(
    select(x.c.severity, func.count().label("count")).group_by(x.c.severity).order_by(x.c.severity.desc())
)
