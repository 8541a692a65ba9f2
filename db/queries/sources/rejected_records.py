"""The records that imports could not keep."""

from sqlalchemy import and_, or_, select, tuple_

from db.queries.books.documents import BUSINESS, IDS
from db.queries.conditions import Field
from db.queries.listing import Listing
from db.statement import compiled
from db.tables import import_run, rejected_record

x = rejected_record.alias("x")
r = import_run.alias("r")
_later = import_run.alias("later")

#: Of all realms: what came last, and no import after it.
_is_last = ~(
    select(_later.c.id)
    .where(
        _later.c.business_id == BUSINESS,
        _later.c.started_at >= r.c.started_at,
        or_(
            _later.c.started_at > r.c.started_at,
            tuple_(_later.c.created_at, _later.c.id) > tuple_(r.c.created_at, r.c.id),
        ),
    )
    .exists()
)

_records = (
    select(
        x.c.id,
        x.c.import_run_id,
        r.c.started_at,
        _is_last.label("is_last"),
        x.c.file,
        x.c.entity,
        x.c.source_id,
        x.c.field,
        x.c.reason,
        x.c.cause,
    )
    .select_from(x.join(r, and_(r.c.business_id == BUSINESS, r.c.id == x.c.import_run_id)))
    .where(x.c.business_id == BUSINESS)
)
_FIELDS = {
    "import_id": Field(x.c.import_run_id, nullable=False),
    "is_of_last_import": Field(_is_last, nullable=False),
    "imported_at": Field(r.c.started_at, nullable=False),
    "cause": Field(x.c.cause, nullable=False),
    "entity": Field(x.c.entity, nullable=False),
    "file": Field(x.c.file, nullable=False),
    "source_id": Field(x.c.source_id, nullable=False),
}

RECORDS = Listing(_records, _FIELDS, x.c.id)
BY_IDS = compiled(_records.where(x.c.id == IDS))
