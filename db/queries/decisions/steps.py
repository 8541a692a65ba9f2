"""Taking steps with decisions, however many at once: one statement to lock, one to read, one to write."""

from sqlalchemy import Date, and_, case, cast, func, not_, or_, select

from db.queries.books import documents
from db.queries.books.documents import BUSINESS, IDS, d, is_claim, is_open, is_unchanged, was_refused
from db.queries.decisions.decision_console import DECISIONS, STATE, q
from db.queries.writing import insert_rows, update_rows
from db.statement import compiled, number, word
from db.tables import business, decision, decision_step

_chosen = select(q.c.document_id).where(q.c.business_id == BUSINESS, q.c.id == IDS)
#: Documents first and decisions second, each in the order of ids: whoever takes a step does it so.
LOCK_DOCUMENTS = documents.locked(d.c.id.in_(_chosen))

_held = DECISIONS.add_columns(*documents.FOR_DECISION[:1]).order_by(q.c.id)
AS_THEY_ARE = compiled(_held.where(q.c.id == IDS))
HOLD = compiled(_held.where(q.c.id == IDS).with_for_update(of=q))
HOLD_OPEN = compiled(_held.where(is_open(q.c.status)).with_for_update(of=q))

_b = business.alias("b")
CLAIMS = compiled(
    select(q.c.id, q.c.document_id, q.c.action, q.c.amount, is_open(q.c.status).label("is_open"))
    .select_from(q.join(d, and_(d.c.business_id == BUSINESS, d.c.id == q.c.document_id)))
    .where(q.c.business_id == BUSINESS, q.c.document_id == IDS, is_claim(q))
    .order_by(q.c.proposed_at, q.c.id)
)

_f = decision_step.alias("f")
_zone = select(_b.c.time_zone).where(_b.c.id == BUSINESS).scalar_subquery()
_home = select(_b.c.currency_code).where(_b.c.id == BUSINESS).scalar_subquery()
#: The business's day, as the day that it is held against.
_failed_on = (
    select(cast(func.timezone(_zone, func.max(_f.c.taken_at)), Date))
    .where(_f.c.business_id == BUSINESS, _f.c.decision_id == q.c.id, _f.c.step == word("FAILED"))
    .scalar_subquery()
)
#: What the forecast counts with: decisions that were approved or are final and that the books do not show
#: yet, and since when others are stuck. Of open documents: it does not grow with the queue's history.
STANDING = compiled(
    select(
        q.c.id,
        q.c.document_id,
        q.c.status,
        q.c.action,
        q.c.planned_on,
        q.c.amount,
        case((d.c.currency_code == _home, number(1)), else_=d.c.exchange_rate).label("exchange_rate"),
        d.c.currency_code,
        _failed_on.label("failed_on"),
    )
    .select_from(d.join(q, and_(q.c.business_id == BUSINESS, q.c.document_id == d.c.id)))
    .where(
        d.c.business_id == BUSINESS,
        d.c.state == word("OPEN"),
        d.c.kind.in_((word("BILL"), word("INVOICE"))),
        or_(
            q.c.status == word("FAILED"),
            and_(
                q.c.status.in_((word("APPROVED"), word("FINALIZED"))), is_unchanged(q), not_(was_refused(q))
            ),
        ),
    )
    .order_by(q.c.proposed_at, q.c.id)
)

INSERT = insert_rows(decision, ("business_id", *STATE))
_FIXED = frozenset({"id", "document_id", "proposed_by", "proposed_by_email"})
UPDATE = update_rows(decision, [name for name in STATE if name not in _FIXED])

STEP = (
    "business_id",
    "id",
    "decision_id",
    "version",
    "step",
    "person_id",
    "email",
    "note",
    "override_reason",
    "impact",
    "assumptions",
)
INSERT_STEPS = insert_rows(decision_step, STEP)
