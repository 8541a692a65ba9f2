"""The queue of decisions, by the page and by their ids, and the steps that people took with them."""

from sqlalchemy import ColumnElement, and_, func, or_, select

from db.queries.books import documents
from db.queries.books.documents import BUSINESS, IDS, d, is_open, p
from db.queries.conditions import Field
from db.queries.listing import Listing
from db.statement import Statement, compiled, word
from db.tables import decision, decision_step
from db.tables.decision_console import OPEN_STATUSES

q = decision.alias("q")
s = decision_step.alias("s")

#: Of a decision that is open, whether its document is no longer as it was when somebody last looked.
IS_STALE: ColumnElement[bool] = and_(
    is_open(q.c.status),
    or_(
        q.c.document_sync_token.is_distinct_from(d.c.sync_token),
        q.c.document_balance.is_distinct_from(d.c.balance),
    ),
)

#: What a decision holds; the orchestrators' `State` has the same fields.
STATE = (
    "id",
    "document_id",
    "status",
    "action",
    "planned_on",
    "amount",
    "stage",
    "note",
    "override_reason",
    "version",
    "proposed_by",
    "proposed_by_email",
    "author_id",
    "terms_version",
    "document_sync_token",
    "document_balance",
    "document_due_date",
    "document_total",
    "failure_code",
    "failure_reason",
)
_of_decision = [q.c[name] for name in STATE if name != "document_id"]

DECISIONS = (
    select(*_of_decision, q.c.proposed_at, IS_STALE.label("is_stale"), *documents.COLUMNS, d.c.exchange_rate)
    .select_from(documents.joined_to(q, q.c.document_id))
    .where(q.c.business_id == BUSINESS)
)
_FIELDS = {
    "status": Field(q.c.status, nullable=False, indexed=frozenset(OPEN_STATUSES)),
    "action": Field(q.c.action, nullable=False),
    "kind": Field(d.c.kind),
    "counterparty_id": Field(d.c.party_id),
    "counterparty": Field(p.c.name),
    "document_id": Field(q.c.document_id, nullable=False),
    "due_date": Field(d.c.due_date),
    "planned_on": Field(q.c.planned_on),
    "amount": Field(q.c.amount, nullable=False),
    "is_stale": Field(IS_STALE, nullable=False),
    "proposed_at": Field(q.c.proposed_at, nullable=False),
}

QUEUE = Listing(DECISIONS, _FIELDS, q.c.id)
MANY = compiled(DECISIONS.where(q.c.id == IDS))

#: The latest 100 of each decision: a person would have to try hard to take more.
STEPS = Statement(
    "SELECT s.decision_id, s.step, s.email, s.taken_at, s.note, s.override_reason, s.version, s.impact, "
    "s.assumptions FROM unnest($2::uuid[]) AS asked(id) CROSS JOIN LATERAL ("
    "SELECT t.* FROM runway.decision_step AS t WHERE t.business_id = $1::uuid AND t.decision_id = asked.id "
    "ORDER BY t.version DESC LIMIT 100) AS s ORDER BY s.decision_id, s.version",
    ("business_id", "ids"),
)

#: Who approved the present terms: approvals of earlier versions were given to others.
APPROVERS = compiled(
    select(s.c.decision_id, s.c.person_id)
    .select_from(s.join(q, and_(q.c.business_id == BUSINESS, q.c.id == s.c.decision_id)))
    .where(s.c.business_id == BUSINESS, s.c.decision_id == IDS)
    .where(s.c.step == word("APPROVED"), s.c.version > q.c.terms_version)
)

#: How many decisions broke a guardrail, with a reason: in however many steps.
OVERRIDES = compiled(
    select(func.count(s.c.decision_id.distinct()).label("count")).where(
        s.c.business_id == BUSINESS, s.c.override_reason.is_not(None)
    )
)
