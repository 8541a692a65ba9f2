"""A SQL text and the order of its parameters, compiled once from SQLAlchemy and run by asyncpg."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Numeric, literal_column
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql import ClauseElement

#: Values of a statement, in its order.
Arguments = Sequence[object]

_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's dialects carry no types.


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with $1, $2 ... and the names of the values that go there."""

    sql: str
    names: tuple[str, ...]

    def arguments(self, values: Mapping[str, object]) -> list[object]:
        """The values in the statement's order; a missing name is a bug and raises KeyError."""
        return [values[name] for name in self.names]


def compiled(clause: ClauseElement) -> Statement:
    """Compile for asyncpg. Every bind parameter is named; constants are written with `word`."""
    result = clause.compile(dialect=_DIALECT)
    order: list[str] = list(getattr(result, "positiontup", None) or ())
    # Numbered parameters repeat their number, so that each name is passed once.
    names = tuple(dict.fromkeys(order))
    fixed = {name for name, value in result.params.items() if value is not None}
    if fixed:
        raise ValueError(f"values inside a compiled statement: {sorted(fixed)}")
    return Statement(str(result), names)


def word(value: str) -> ColumnElement[Any]:
    """A constant of ours inside a statement, so that partial indexes match; never input."""
    if not value.replace("_", "").isalnum():
        raise ValueError(f"not a constant of ours: {value!r}")
    return literal_column(f"'{value}'")


def number(value: int) -> ColumnElement[Any]:
    """A whole number of ours inside a statement."""
    return literal_column(str(int(value)), Numeric)


def result_key(sql: str, arguments: Arguments, first_only: bool) -> Hashable | None:
    """What tells one result from another; None for values without a hash, which are sent each time."""
    key = (sql, first_only, *(tuple(item) if isinstance(item, list) else item for item in arguments))
    try:
        hash(key)
    except TypeError:
        return None
    return key
