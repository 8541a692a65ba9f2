"""Rows found by their ids, whatever the planner expects of a table."""

from typing import Any

from sqlalchemy import ColumnElement, literal_column, select
from sqlalchemy.sql.selectable import LateralFromClause

from db.queries.books.documents import BUSINESS
from db.tables import document

#: Joins a document by its id. Of a business that the statistics do not know yet the planner expects one row,
#: and would read all of its documents for each id: OFFSET keeps it from looking further than the id.
DOCUMENT = (
    "CROSS JOIN LATERAL (SELECT o.* FROM runway.document AS o "
    "WHERE o.business_id = $1 AND o.id = {id} OFFSET 0) AS {name} "
)


def document_by(key: ColumnElement[Any], name: str) -> LateralFromClause:
    """The same as something to join on `true()`."""
    o = document.alias(f"{name}_of_all")
    found_by_id = select(o).where(o.c.business_id == BUSINESS, o.c.id == key)
    return found_by_id.offset(literal_column("0")).lateral(name)
