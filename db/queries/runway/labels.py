"""What a document that moved cash is called, past or to come, so that one can be known by the other."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, literal_column


def label_of(
    document: FromClause, party: FromClause, other_account: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Its party's name; without one its note, else the account on its other side, else its kind."""
    note = func.nullif(document.c.note, literal_column("''"))
    return func.coalesce(party.c.name, note, other_account, document.c.kind)
