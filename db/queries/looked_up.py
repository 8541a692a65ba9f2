"""Rows found by their keys, whatever the planner expects of a table."""

from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, select
from sqlalchemy.sql.selectable import LateralFromClause

from db.queries.books.documents import BUSINESS
from db.tables import document

#: Joins a document by its id. Of a business that the statistics do not know yet the planner expects one row,
#: and would read all of its documents for each id: OFFSET keeps it from looking further than the id.
DOCUMENT = (
    "CROSS JOIN LATERAL (SELECT o.* FROM runway.document AS o "
    "WHERE o.business_id = $1 AND o.id = {id} OFFSET 0) AS {name} "
)


def by_key(rows: Select[Any], name: str) -> LateralFromClause:
    """What belongs to each row of what it is joined to on `true()`, read for it alone.

    A plan for any day expects a third of all rows after it, and would join all of a business: OFFSET keeps it
    from looking further than the key.
    """
    return rows.offset(literal_column("0")).lateral(name)


def document_by(key: ColumnElement[Any], name: str) -> LateralFromClause:
    """The document with an id, as `DOCUMENT` joins it."""
    o = document.alias(f"{name}_of_all")
    return by_key(select(o).where(o.c.business_id == BUSINESS, o.c.id == key), name)
