"""Keyset pages and capped counts over any selection, one statement for each shape of question."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Numeric,
    Select,
    Uuid,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from db.selection import Compare, Either, Every, Not, Op, Order, Where, compared, shape
from db.statement import Statement, compiled, number

#: Counting stops here: a total is a help for people, who read "10,000+" the same.
COUNT_CAP = 10_000
#: The objects whose pages are read together.
_parents = func.unnest(bindparam("parents", type_=ARRAY(Uuid))).table_valued("id").render_derived("parents")


@dataclass(frozen=True, slots=True)
class Field:
    """A column that lists may be filtered and sorted by."""

    column: ColumnElement[Any]
    nullable: bool = True


#: A field to sort by, and whether the largest come first.
Key = tuple[Field, bool]
#: Which of a cursor's values are null, which makes another statement; None without a cursor.
Nulls = tuple[bool, ...] | None


@dataclass(frozen=True, eq=False)
class Listing:
    """A selection that can be paged: it must select `id` and be limited to one business already.

    `complete` joins to the rows of a page what is shown beside them; what no page shows is never joined.
    """

    select: Select[Any]
    fields: Mapping[str, Field]
    key: ColumnElement[Any]
    complete: Callable[[FromClause], Select[Any]] | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """Where a page is: after a row, before another one, or both, each by its sort values and its id.

    `backwards` reads from the end of that; the rows come in the reverse order.
    """

    after: tuple[object, ...] | None = None
    before: tuple[object, ...] | None = None
    backwards: bool = False

    @property
    def nulls(self) -> tuple[Nulls, Nulls]:
        """Which values of each row are NULL."""
        return _nulls(self.after), _nulls(self.before)

    @property
    def values(self) -> dict[str, object]:
        """The values of both rows, by their names in the statement."""
        sides = (("k", self.after), ("b", self.before))
        return {f"{side}{n}": value for side, row in sides for n, value in enumerate(row or ())}


def page(
    listing: Listing, where: Where, order: tuple[Order, ...], between: Between = Between()
) -> tuple[Statement, dict[str, object]]:
    """The statement of a page and its values; the caller adds `business_id` and `limit`."""
    statement = _page(listing, shape(where), order, between.nulls, between.backwards)
    return statement, _filter_values(where) | between.values


def count(listing: Listing, where: Where) -> tuple[Statement, dict[str, object]]:
    """The statement that counts up to one past the cap, and its values but `business_id`."""
    return _count(listing, shape(where)), _filter_values(where)


def pages(
    listing: Listing, parent: str, where: Where, order: tuple[Order, ...], between: Between
) -> tuple[Statement, dict[str, object]]:
    """One statement for the same page of many parents, by the name of the field that holds their ids.

    Its rows bring `parent`, and are in order within one parent. The caller adds `parents` as well.
    """
    statement = _pages(listing, parent, shape(where), order, between.nulls, between.backwards)
    return statement, _filter_values(where) | between.values


def counts(listing: Listing, parent: str, where: Where) -> tuple[Statement, dict[str, object]]:
    """One statement that counts for many parents up to one past the cap: a row for each of them."""
    return _counts(listing, parent, shape(where)), _filter_values(where)


def keys(listing: Listing, where: Where) -> tuple[Statement, dict[str, object]]:
    """The statement of the ids alone, up to one past the cap, and its values but `business_id`."""
    return _keys(listing, shape(where)), _filter_values(where)


def _filter_values(where: Where) -> dict[str, object]:
    return {f"f{n}": _bound(comparison) for n, comparison in enumerate(compared(where))}


def _nulls(cursor: tuple[object, ...] | None) -> Nulls:
    return None if cursor is None else tuple(value is None for value in cursor)


def _bound(comparison: Compare) -> object:
    if comparison.op is Op.IN:
        assert isinstance(comparison.value, tuple)
        return list(comparison.value)
    return comparison.value


_PLAIN: Mapping[Op, Callable[[Any, Any], ColumnElement[bool]]] = {
    Op.EQ: operator.eq,
    Op.LT: operator.lt,
    Op.LTE: operator.le,
    Op.GT: operator.gt,
    Op.GTE: operator.ge,
}


@lru_cache(maxsize=1024)
def _page(
    listing: Listing, where: Where, order: tuple[Order, ...], nulls: tuple[Nulls, Nulls], backwards: bool
) -> Statement:
    keys = _sort_keys(listing, order)
    statement = _limited(listing, _condition(listing, where), keys, nulls, backwards)
    if listing.complete is None:
        return compiled(statement)
    rows = statement.subquery("page")
    return compiled(_sorted(listing.complete(rows), _key_columns(rows, keys), keys, backwards))


@lru_cache(maxsize=1024)
def _pages(
    listing: Listing,
    parent: str,
    where: Where,
    order: tuple[Order, ...],
    nulls: tuple[Nulls, Nulls],
    backwards: bool,
) -> Statement:
    keys = _sort_keys(listing, order)
    condition = and_(listing.fields[parent].column == _parents.c.id, _condition(listing, where))
    rows: FromClause = _limited(listing, condition, keys, nulls, backwards).lateral("page")
    shown = [column for column in rows.c if column.key not in {f"k{n}" for n in range(len(keys))}]
    of_parents = select(_parents.c.id.label("parent"), *shown).select_from(_parents.join(rows, true()))
    if listing.complete is not None:
        rows = of_parents.add_columns(*_key_columns(rows, keys)).subquery("pages")
        of_parents = listing.complete(rows).add_columns(rows.c.parent)
    return compiled(_sorted(of_parents, _key_columns(rows, keys), keys, backwards))


def _sort_keys(listing: Listing, order: tuple[Order, ...]) -> list[Key]:
    keys = [(listing.fields[part.field], part.descending) for part in order]
    return [*keys, (Field(listing.key, nullable=False), order[-1].descending if order else False)]


def _limited(
    listing: Listing,
    condition: ColumnElement[bool],
    keys: list[Key],
    nulls: tuple[Nulls, Nulls],
    backwards: bool,
) -> Select[Any]:
    statement, (after, before) = listing.select.where(condition), nulls
    if after is not None:
        statement = statement.where(_beyond(keys, after))
    if before is not None:
        statement = statement.where(_ahead(keys, before))
    # The row brings what a cursor to it needs.
    statement = _sorted(statement, [field.column for field, _ in keys], keys, backwards)
    return statement.limit(bindparam("limit", type_=Integer))


def _key_columns(rows: FromClause, keys: list[Key]) -> list[ColumnElement[Any]]:
    return [rows.c[f"k{n}"] for n in range(len(keys))]


def _sorted(
    statement: Select[Any], columns: list[ColumnElement[Any]], keys: list[Key], backwards: bool
) -> Select[Any]:
    for n, (column, (field, descending)) in enumerate(zip(columns, keys, strict=True)):
        direction = column.desc() if descending is not backwards else column.asc()
        statement = statement.add_columns(column.label(f"k{n}"))
        if field.nullable:
            # NULLs come last, so first when reading from the end.
            direction = direction.nulls_first() if backwards else direction.nulls_last()
        statement = statement.order_by(direction)
    return statement


@lru_cache(maxsize=1024)
def _count(listing: Listing, where: Where) -> Statement:
    capped = _capped(listing, where, literal_column("1")).subquery()
    return compiled(select(func.count().label("count")).select_from(capped))


@lru_cache(maxsize=1024)
def _counts(listing: Listing, parent: str, where: Where) -> Statement:
    is_parents = listing.fields[parent].column == _parents.c.id
    rows = _capped(listing, where, literal_column("1").label("one")).where(is_parents).lateral("capped")
    of_parents = _parents.outerjoin(rows, true())
    counted = select(_parents.c.id.label("parent"), func.count(rows.c.one).label("count"))
    return compiled(counted.select_from(of_parents).group_by(_parents.c.id))


@lru_cache(maxsize=1024)
def _keys(listing: Listing, where: Where) -> Statement:
    return compiled(_capped(listing, where, listing.key.label("id")))


def _capped(listing: Listing, where: Where, column: ColumnElement[Any]) -> Select[Any]:
    some: Select[Any] = listing.select.where(_condition(listing, where)).with_only_columns(column)
    return some.limit(literal_column(str(COUNT_CAP + 1)))


def _condition(listing: Listing, where: Where) -> ColumnElement[bool]:
    numbers: Iterator[int] = iter(range(1000))

    def walk(part: Where) -> ColumnElement[bool]:
        match part:
            case Compare():
                return _compare(listing.fields[part.field].column, part, f"f{next(numbers)}")
            case Every(parts):
                return and_(true(), *[walk(part) for part in parts])
            case Either(parts):
                return or_(false(), *[walk(part) for part in parts])
            case Not(inner):
                return not_(func.coalesce(walk(inner), false(), type_=Boolean))

    return walk(where)


def _compare(column: ColumnElement[Any], part: Compare, name: str) -> ColumnElement[bool]:
    if part.op is Op.IN:
        return column == func.any(bindparam(name, type_=ARRAY(column.type)))
    if part.op is Op.IS_NULL:
        # The value stays a parameter, so that both questions are one statement.
        return column.is_(None) == bindparam(name, type_=Boolean)
    if part.op is Op.CONTAINS:
        return func.strpos(func.lower(column), func.lower(bindparam(name, type_=_type(column)))) > number(0)
    return _PLAIN[part.op](column, bindparam(name, type_=_type(column)))


def _type(column: ColumnElement[Any]) -> TypeEngine[Any]:
    """The type to compare in: an amount is not rounded to the column's places, which could overflow it."""
    return Numeric() if isinstance(column.type, Numeric) else column.type


def _beyond(keys: list[Key], nulls: tuple[bool, ...]) -> ColumnElement[bool]:
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


def _ahead(keys: list[Key], nulls: tuple[bool, ...]) -> ColumnElement[bool]:
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
