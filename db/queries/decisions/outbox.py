"""What finalized decisions and corrections ask of the outside, by the page, and the outside's answers."""

from sqlalchemy import Text, cast, exists, func, select

from db.queries.books import documents
from db.queries.books.documents import BUSINESS, IDS, d, is_claim
from db.queries.conditions import Field
from db.queries.listing import Listing
from db.queries.writing import insert_rows, update_rows
from db.statement import compiled
from db.tables import correction, decision, issue_action, outbox

o = outbox.alias("o")

_q = decision.alias("q")
_t = issue_action.alias("t")
_c = correction.alias("c")
#: The issue that a correction mends, and what it enters: a list of field, before and after.
_issue = select(_t.c.issue_id).where(_t.c.business_id == BUSINESS, _t.c.id == o.c.action_id).scalar_subquery()
_entered = func.json_build_array(_c.c.field, _c.c.before, _c.c.after)
_corrections = (
    select(cast(func.json_agg(_entered), Text))
    .where(_c.c.business_id == BUSINESS, _c.c.action_id == o.c.action_id)
    .scalar_subquery()
)
_entries = (
    select(
        o.c.id,
        o.c.decision_id,
        o.c.is_undo,
        _issue.label("issue_id"),
        _corrections.label("corrections"),
        o.c.kind.label("instruction"),
        o.c.planned_on,
        o.c.amount,
        o.c.currency_code.label("amount_currency"),
        o.c.stage,
        o.c.created_at,
        o.c.acknowledged_at,
        o.c.acknowledged_by_email,
        o.c.reference,
        o.c.refusal,
        *documents.COLUMNS,
    )
    .select_from(documents.joined_to(o, o.c.document_id))
    .where(o.c.business_id == BUSINESS)
)
#: Whether the books do not show yet what was instructed, and nobody refused it.
_is_in_force = exists(
    select(_q.c.id).where(_q.c.business_id == BUSINESS, _q.c.id == o.c.decision_id, is_claim(_q))
)
_FIELDS = {
    "is_in_force": Field(_is_in_force, nullable=False),
    "instruction_kind": Field(o.c.kind, nullable=False),
    "decision_id": Field(o.c.decision_id),
    "document_id": Field(o.c.document_id, nullable=False),
    "counterparty_id": Field(d.c.party_id),
    "planned_on": Field(o.c.planned_on),
    "acknowledged": Field(o.c.acknowledged_at.is_not(None), nullable=False, indexed=frozenset({False})),
    "created_at": Field(o.c.created_at, nullable=False),
}

OUTBOX = Listing(_entries, _FIELDS, o.c.id)
MANY = compiled(_entries.where(o.c.id == IDS))
HOLD = compiled(_entries.where(o.c.id == IDS).order_by(o.c.id).with_for_update(of=o))

ENTRY = (
    "business_id",
    "id",
    "decision_id",
    "document_id",
    "kind",
    "planned_on",
    "amount",
    "currency_code",
    "stage",
)
INSERT = insert_rows(outbox, ENTRY)
ANSWER = ("acknowledged_by", "acknowledged_by_email", "reference", "refusal")
ACKNOWLEDGE = update_rows(outbox, ANSWER, "acknowledged_at = now()")
