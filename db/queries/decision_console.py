"""The queue of decisions, and the two steps a person can take in it so far."""

from sqlalchemy import Text, Uuid, bindparam, select

from db.queries import documents
from db.queries.documents import BUSINESS
from db.queries.listing import Field, Listing
from db.queries.writing import insert_row
from db.statement import Statement, compiled, word
from db.tables import decision, idempotency_key

q = decision.alias("q")

_decisions = (
    select(
        q.c.id,
        q.c.status,
        q.c.action,
        q.c.note,
        q.c.version,
        q.c.proposed_by_email,
        q.c.proposed_at,
        *documents.COLUMNS,
    )
    .select_from(documents.joined_to(q, q.c.document_id))
    .where(q.c.business_id == BUSINESS)
)
_FIELDS = {
    "status": Field(q.c.status, nullable=False),
    "action": Field(q.c.action, nullable=False),
    "document_id": Field(q.c.document_id, nullable=False),
    "proposed_at": Field(q.c.proposed_at, nullable=False),
}

QUEUE = Listing(_decisions, _FIELDS, q.c.id)

_one = _decisions.where(q.c.id == bindparam("id", type_=Uuid))
ONE = compiled(_one)
ONE_FOR_UPDATE = compiled(_one.with_for_update(of=q))

IS_QUEUED = compiled(
    select(q.c.id).where(
        q.c.business_id == BUSINESS,
        q.c.document_id == bindparam("document_id", type_=Uuid),
        q.c.status == word("PROPOSED"),
    )
)

INSERT = insert_row(
    decision,
    (
        "business_id",
        "id",
        "document_id",
        "status",
        "action",
        "note",
        "proposed_by",
        "proposed_by_email",
        "document_sync_token",
        "document_balance",
    ),
)

WITHDRAW = Statement(
    "UPDATE runway.decision SET status = 'WITHDRAWN', version = version + 1 "
    "WHERE business_id = $1 AND id = $2",
    ("business_id", "id"),
)

KEY = compiled(
    select(idempotency_key.c.input_hash, idempotency_key.c.result_id).where(
        idempotency_key.c.business_id == BUSINESS, idempotency_key.c.key == bindparam("key", type_=Text)
    )
)
KEEP_KEY = insert_row(idempotency_key, ("business_id", "key", "input_hash", "result_id"))
