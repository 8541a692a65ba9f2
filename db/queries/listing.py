"""Keyset pages and capped counts over any selection, one statement for each shape of question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, reduce
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from db.queries.conditions import Field, Key, Nulls, ahead, beyond, condition_of, filter_values, shape
from db.selection import Order, Where, compared
from db.statement import Statement, compiled

#: Counting stops here: a total is a help for people, who read "10,000+" the same.
COUNT_CAP = 10_000
#: The objects whose pages are read together.
_parents = func.unnest(bindparam("parents", type_=ARRAY(Uuid))).table_valued("id").render_derived("parents")


@dataclass(frozen=True, eq=False)
class Listing:
    """A selection that can be paged: it must select `id` and be limited to one business already.

    `complete` joins to the rows of a page what is shown beside them, so that it is read for no other row; if
    just one field of theirs needs that, `completes` is its name.
    """

    select: Select[Any]
    fields: Mapping[str, Field]
    key: ColumnElement[Any]
    complete: Callable[[FromClause], Select[Any]] | None = None
    completes: str | None = None

    def showing(self, fields: frozenset[str] | None) -> "Listing":
        """The same, joining nothing where none of these fields of its rows needs it; None stands for all."""
        is_needed = self.completes is None or fields is None or self.completes in fields
        return self if is_needed else _bare(self)


@cache
def _bare(listing: Listing) -> Listing:
    return replace(listing, complete=None)


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
    listing: Listing,
    where: Where,
    order: tuple[Order, ...],
    between: Between = Between(),
    *,
    counted: bool = False,
) -> tuple[Statement, dict[str, object]]:
    """The statement of a page and its values; the caller adds `business_id` and `limit`.

    Counted, each row also brings the `count` of all that match, as `count` would have it.
    """
    shaped = shape(listing.fields, where)
    statement = _page(listing, shaped, order, between.nulls, between.backwards, counted)
    return statement, filter_values(where) | between.values


def count(listing: Listing, where: Where) -> tuple[Statement, dict[str, object]]:
    """The statement that counts up to one past the cap, and its values but `business_id`."""
    return _count(listing, shape(listing.fields, where)), filter_values(where)


def pages(
    listing: Listing, parent: str, where: Where, order: tuple[Order, ...], between: Between
) -> tuple[Statement, dict[str, object]]:
    """One statement for the same page of many parents, by the name of the field that holds their ids.

    Its rows bring `parent`, and are in order within one parent. The caller adds `parents` as well.
    """
    statement = _pages(listing, parent, shape(listing.fields, where), order, between.nulls, between.backwards)
    return statement, filter_values(where) | between.values


def counts(listing: Listing, parent: str, where: Where) -> tuple[Statement, dict[str, object]]:
    """One statement that counts for many parents up to one past the cap: a row for each of them."""
    return _counts(listing, parent, shape(listing.fields, where)), filter_values(where)


def keys(listing: Listing, where: Where) -> tuple[Statement, dict[str, object]]:
    """The statement of the ids alone, up to one past the cap, and its values but `business_id`."""
    return _keys(listing, shape(listing.fields, where)), filter_values(where)


def _nulls(cursor: tuple[object, ...] | None) -> Nulls:
    return None if cursor is None else tuple(value is None for value in cursor)


@lru_cache(maxsize=1024)
def _page(
    listing: Listing,
    where: Where,
    order: tuple[Order, ...],
    nulls: tuple[Nulls, Nulls],
    backwards: bool,
    counted: bool,
) -> Statement:
    keys = _sort_keys(listing, order)
    # One statement less to be sent; what it counts depends on no row, and is counted once.
    total = [_number(listing, where).scalar_subquery().label("count")] if counted else []
    chosen = _chosen(listing, where, order)
    if listing.complete is None:
        return compiled(_limited(chosen.add_columns(*total), keys, nulls, backwards))
    rows = _limited(chosen, keys, nulls, backwards).subquery("page")
    shown = listing.complete(rows).add_columns(*total)
    return compiled(_sorted(shown, _key_columns(rows, keys), keys, backwards))


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
    of_parent = _chosen(listing, where, order).where(listing.fields[parent].column == _parents.c.id)
    rows: FromClause = _limited(of_parent, keys, nulls, backwards).lateral("page")
    shown = [column for column in rows.c if column.key not in {f"k{n}" for n in range(len(keys))}]
    of_parents = select(_parents.c.id.label("parent"), *shown).select_from(_parents.join(rows, true()))
    if listing.complete is not None:
        rows = of_parents.add_columns(*_key_columns(rows, keys)).subquery("pages")
        of_parents = listing.complete(rows).add_columns(rows.c.parent)
    return compiled(_sorted(of_parents, _key_columns(rows, keys), keys, backwards))


def _chosen(listing: Listing, where: Where, order: tuple[Order, ...] = ()) -> Select[Any]:
    """What a filter selects, with the tables that it and the order are about, and no others."""
    names = [*(comparison.field for comparison in compared(where)), *(part.field for part in order)]
    joins = dict.fromkeys(join for name in names if (join := listing.fields[name].join) is not None)
    rows = reduce(lambda joined, join: join(joined), joins, listing.select)
    return rows.where(condition_of(listing.fields, where))


def _sort_keys(listing: Listing, order: tuple[Order, ...]) -> list[Key]:
    keys = [(listing.fields[part.field], part.descending) for part in order]
    return [*keys, (Field(listing.key, nullable=False), order[-1].descending if order else False)]


def _limited(
    statement: Select[Any], keys: list[Key], nulls: tuple[Nulls, Nulls], backwards: bool
) -> Select[Any]:
    after, before = nulls
    if after is not None:
        statement = statement.where(beyond(keys, after))
    if before is not None:
        statement = statement.where(ahead(keys, before))
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
    return compiled(_number(listing, where))


def _number(listing: Listing, where: Where) -> Select[Any]:
    capped = _capped(listing, where, literal_column("1")).subquery()
    return select(func.count().label("count")).select_from(capped)


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
    some = _chosen(listing, where).with_only_columns(column)
    return some.limit(literal_column(str(COUNT_CAP + 1)))
