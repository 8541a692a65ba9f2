"""What selects the rows of a list: a filter, and a place before or after which they stand."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Numeric, Select, and_, bindparam, false, func, not_, or_, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from db.selection import Compare, Either, Every, Not, Op, Where, compared
from db.statement import number, word


@dataclass(frozen=True, slots=True)
class Field:
    """A column that lists may be filtered and sorted by.

    `indexed` are the few values whose rows alone are in an index: a parameter could be any value, for which
    no prepared plan uses that index, so that these are written into the statement. `join` adds the table that
    the column is of, where the list is of another one.
    """

    column: ColumnElement[Any]
    nullable: bool = True
    indexed: frozenset[str | bool] = frozenset()
    join: Callable[[Select[Any]], Select[Any]] | None = None


#: A field to sort by, and whether the largest come first.
Key = tuple[Field, bool]
#: Which of a cursor's values are null, which makes another statement; None without a cursor.
Nulls = tuple[bool, ...] | None


_PLAIN: Mapping[Op, Callable[[Any, Any], ColumnElement[bool]]] = {
    Op.EQ: operator.eq,
    Op.LT: operator.lt,
    Op.LTE: operator.le,
    Op.GT: operator.gt,
    Op.GTE: operator.ge,
}


def shape(fields: Mapping[str, Field], where: Where) -> Where:
    """The filter without the values that are parameters: equal for filters that need the same SQL.

    Values stay, as a tuple, where an index of theirs can bring the rows: where all rows must have them.
    """
    match where:
        case Every(parts):
            return Every(tuple(shape(fields, part) for part in parts))
        case Compare() if known := _known(fields[where.field], where):
            return replace(where, op=Op.IN, value=tuple(known))
        case _:
            return _without_values(where)


def _without_values(where: Where) -> Where:
    match where:
        case Compare(op=Op.IS_NULL):
            return where
        case Compare():
            return replace(where, value=None)
        case Every(parts):
            return Every(tuple(map(_without_values, parts)))
        case Either(parts):
            return Either(tuple(map(_without_values, parts)))
        case Not(part):
            return Not(_without_values(part))


def _known(field: Field, part: Compare) -> list[str | bool]:
    """The values that are written into the statement, in one order; none unless all of them may be."""
    values = part.value if part.op is Op.IN else (part.value,) if part.op is Op.EQ else ()
    assert isinstance(values, tuple)
    # Our own of them, and not the equal ones that were sent.
    return sorted(own for own in field.indexed if own in values) if field.indexed.issuperset(values) else []


def filter_values(where: Where) -> dict[str, object]:
    """The values of a filter's comparisons, by their names in its condition."""
    return {f"f{n}": _bound(comparison) for n, comparison in enumerate(compared(where))}


def _bound(comparison: Compare) -> object:
    if comparison.op is Op.IN:
        assert isinstance(comparison.value, tuple)
        return list(comparison.value)
    return comparison.value


def condition_of(fields: Mapping[str, Field], where: Where) -> ColumnElement[bool]:
    """The condition of a filter's shape, with a parameter for each value that it leaves out."""
    numbers: Iterator[int] = iter(range(1000))

    def walk(part: Where) -> ColumnElement[bool]:
        match part:
            case Compare():
                return _compare(fields[part.field].column, part, f"f{next(numbers)}")
            case Every(parts):
                return and_(true(), *[walk(part) for part in parts])
            case Either(parts):
                return or_(false(), *[walk(part) for part in parts])
            case Not(inner):
                return not_(func.coalesce(walk(inner), false(), type_=Boolean))

    return walk(where)


def _compare(column: ColumnElement[Any], part: Compare, name: str) -> ColumnElement[bool]:
    if part.op is Op.IN and isinstance(part.value, tuple):
        # What `shape` left in it.
        return column.in_([_constant(value) for value in part.value])
    if part.op is Op.IN:
        return column == func.any(bindparam(name, type_=ARRAY(column.type)))
    if part.op is Op.IS_NULL:
        # The value stays a parameter, so that both questions are one statement.
        return column.is_(None) == bindparam(name, type_=Boolean)
    if part.op is Op.CONTAINS:
        return func.strpos(func.lower(column), func.lower(bindparam(name, type_=_type(column)))) > number(0)
    return _PLAIN[part.op](column, bindparam(name, type_=_type(column)))


def _constant(value: str | bool) -> ColumnElement[Any]:
    if isinstance(value, bool):
        return true() if value else false()
    return word(value)


def _type(column: ColumnElement[Any]) -> TypeEngine[Any]:
    """The type to compare in: an amount is not rounded to the column's places, which could overflow it."""
    return Numeric() if isinstance(column.type, Numeric) else column.type


def beyond(keys: list[Key], nulls: tuple[bool, ...]) -> ColumnElement[bool]:
    """Rows that sort after the cursor: equal so far, then strictly beyond; NULLs are last."""
    choices: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for n, ((field, descending), null) in enumerate(zip(keys, nulls, strict=True)):
        value = bindparam(f"k{n}", type_=_type(field.column))
        if null:
            equal.append(field.column.is_(None))
            continue
        strictly = field.column < value if descending else field.column > value
        if field.nullable:
            strictly = or_(strictly, field.column.is_(None))
        choices.append(and_(*equal, strictly))
        equal.append(field.column == value)
    return and_(_bound_of_first(keys[0], nulls[0]), or_(false(), *choices))


def ahead(keys: list[Key], nulls: tuple[bool, ...]) -> ColumnElement[bool]:
    """Rows that sort before the cursor: all with a value do before one without."""
    choices: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for n, ((field, descending), null) in enumerate(zip(keys, nulls, strict=True)):
        value = bindparam(f"b{n}", type_=_type(field.column))
        if null:
            choices.append(and_(*equal, field.column.is_not(None)))
            equal.append(field.column.is_(None))
            continue
        choices.append(and_(*equal, field.column > value if descending else field.column < value))
        equal.append(field.column == value)
    (first, descending), value = keys[0], bindparam("b0", type_=_type(keys[0][0].column))
    bound = true() if nulls[0] else first.column >= value if descending else first.column <= value
    return and_(bound, or_(false(), *choices))


def _bound_of_first(key: Key, null: bool) -> ColumnElement[bool]:
    """The same said once more of the first column alone, which is what an index can start from."""
    field, descending = key
    if field.nullable or null:
        return true()
    value = bindparam("k0", type_=_type(field.column))
    return field.column <= value if descending else field.column >= value
