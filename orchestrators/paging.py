"""Pages by keyset: what a caller asks for, what comes back, and the cursor between the two."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from db.books import ReadBooks, Row
from db.queries.listing import COUNT_CAP, Between, Listing, count, counts, page, pages
from db.selection import EVERYTHING, Compare, Either, Every, Not, Op, Order, Where, compared
from orchestrators.cursors import Place, decode
from orchestrators.refusals import BadInput

__all__ = [
    "EVERYTHING",
    "MAX_FIRST",
    "MAX_LINKED",
    "MAX_PAYMENTS",
    "Compare",
    "Edge",
    "Either",
    "Every",
    "Not",
    "Op",
    "Order",
    "Page",
    "PageInfo",
    "PageOf",
    "PageRequest",
    "Total",
    "Where",
    "by_request",
    "compared",
    "fetch_page",
    "fetch_pages",
]

MAX_FIRST = 100
#: Lengths of an object's short lists without pages. An operation is counted with them: such lists lead to
#: each other, and what is longer than counted would multiply on every level.
MAX_LINKED, MAX_PAYMENTS = 10, 20

T = TypeVar("T")
U = TypeVar("U")

#: What a row is sorted by, its id last.
SortValues = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """At most `first` rows that match, in this order, between the cursors; or the `last` ones of these."""

    first: int = 20
    after: str | None = None
    where: Where = EVERYTHING
    order: tuple[Order, ...] = ()
    with_total: bool = False
    before: str | None = None
    last: int | None = None
    #: Without, nothing but the total is read.
    with_rows: bool = True
    #: The fields of the rows that are shown; None for any.
    shown: frozenset[str] | None = None
    #: What tells its cursors from those of other lists that may have the same order.
    list_name: str = ""

    @property
    def backwards(self) -> bool:
        """Whether the rows nearest to the end are wanted."""
        return self.last is not None

    @property
    def size(self) -> int:
        """The most rows of the page; raises `BadInput` naming `first` or `last`."""
        name, size = ("first", self.first) if self.last is None else ("last", self.last)
        if not 1 <= size <= MAX_FIRST:
            raise BadInput(name, f"must be from 1 to {MAX_FIRST}, not {size}")
        return size

    def cursors(self, types: list[type]) -> tuple[tuple[object, ...] | None, tuple[object, ...] | None]:
        """The values of both cursors, if given; raises `BadInput` naming `after` or `before`."""
        after, before = (
            None if cursor is None else decode(cursor, self.list_name, self.order, types, argument)
            for argument, cursor in (("after", self.after), ("before", self.before))
        )
        return after, before

    def place(self, values: SortValues) -> Place:
        """Where a row with these sort values and id stands."""
        return Place(self.list_name, self.order, values)


#: A page of one object's list: the object's id, and what is asked of the list.
PageOf = tuple[UUID, PageRequest]


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows match; not exact when there are more than 10,000, and then 10,000."""

    count: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Edge(Generic[T]):
    """A row and where it stands."""

    place: Place
    node: T

    @property
    def cursor(self) -> str:
        """The cursor of the row, made only where it is shown."""
        return self.place.cursor


@dataclass(frozen=True, slots=True)
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows and where they stand; the total only when asked for: counting can cost more than reading."""

    nodes: tuple[T, ...]
    places: tuple[SortValues, ...]
    request: PageRequest
    #: Whether more rows match, on the side that is read towards.
    more: bool
    total: Total | None

    @property
    def edges(self) -> tuple[Edge[T], ...]:
        """The rows, each with its place."""
        place, rows = self.request.place, zip(self.places, self.nodes, strict=True)
        return tuple([Edge(place(values), node) for values, node in rows])

    @property
    def page_info(self) -> PageInfo:
        """Where the page stands in its list."""
        request, ends = self.request, (self.places[0], self.places[-1]) if self.places else ()
        start, end = [request.place(values).cursor for values in ends] or (None, None)
        return PageInfo(
            has_next_page=request.before is not None if request.backwards else self.more,
            has_previous_page=self.more if request.backwards else request.after is not None,
            start_cursor=start,
            end_cursor=end,
        )

    def of(self, nodes: Sequence[U]) -> "Page[U]":
        """The same page of what its rows were made into, in their order."""
        return Page(tuple(nodes), self.places, self.request, self.more, self.total)


async def fetch_page(
    db: ReadBooks,
    listing: Listing,
    request: PageRequest,
    values: dict[str, object],
    make: Callable[[Row], T],
) -> Page[T]:
    """Read one page; `values` holds `business_id` and what else the listing needs.

    Raises `BadInput` naming `first`, `last`, `after` or `before`.
    """
    between, limit = _between(listing, request), request.size + 1
    rows: list[Row] = []
    if request.with_rows:
        read = listing.showing(request.shown)
        statement, bound = page(read, request.where, request.order, between, counted=request.with_total)
        rows = await db.rows(statement, {**values, **bound, "limit": limit})
    total = None
    if request.with_total:
        total = _capped(rows[0]) if rows else await _total(db, listing, request.where, values)
    return _page(request, rows, total, make)


async def fetch_pages(
    db: ReadBooks,
    listing: Listing,
    parent: str,
    parent_ids: Collection[UUID],
    request: PageRequest,
    values: dict[str, object],
    make: Callable[[Row], T],
) -> dict[UUID, Page[T]]:
    """Read the same page for many parents at once: rows whose field `parent` holds the id of one.

    One statement, and another one for totals, however many parents; raises as `fetch_page` does.
    """
    between, limit = _between(listing, request), request.size + 1
    values = {**values, "parents": list(parent_ids)}
    rows = defaultdict[UUID, list[Row]](list)
    if request.with_rows:
        read = listing.showing(request.shown)
        statement, bound = pages(read, parent, request.where, request.order, between)
        for row in await db.rows(statement, {**values, **bound, "limit": limit}):
            rows[row["parent"]].append(row)
    totals = await _totals(db, listing, parent, request.where, values) if request.with_total else {}
    return {key: _page(request, rows[key], totals.get(key), make) for key in parent_ids}


def by_request(wanted: Collection[PageOf]) -> Mapping[PageRequest, list[UUID]]:
    """The objects of which the same page is wanted, by what is asked."""
    result = defaultdict[PageRequest, list[UUID]](list)
    for parent_id, request in wanted:
        result[request].append(parent_id)
    return result


def _between(listing: Listing, request: PageRequest) -> Between:
    types = [listing.fields[part.field].column.type.python_type for part in request.order] + [UUID]
    return Between(*request.cursors(types), request.backwards)


def _page(
    request: PageRequest, rows: Sequence[Row], total: Total | None, make: Callable[[Row], T]
) -> Page[T]:
    """The page of its rows, of which there is one more than was requested if there are further ones."""
    chosen = rows[: request.size]
    if request.backwards:
        chosen = chosen[::-1]
    # A row ends with what it is sorted by.
    by = len(request.order) + 1
    nodes, places = tuple([make(row) for row in chosen]), tuple([row[-by:] for row in chosen])
    return Page(nodes, places, request, len(rows) > request.size, total)


async def _total(db: ReadBooks, listing: Listing, where: Where, values: dict[str, object]) -> Total:
    statement, bound = count(listing, where)
    row = await db.row(statement, {**values, **bound})
    assert row is not None
    return _capped(row)


async def _totals(
    db: ReadBooks, listing: Listing, parent: str, where: Where, values: dict[str, object]
) -> Mapping[UUID, Total]:
    statement, bound = counts(listing, parent, where)
    return {row["parent"]: _capped(row) for row in await db.rows(statement, {**values, **bound})}


def _capped(row: Row) -> Total:
    result: int = row["count"]
    return Total(min(result, COUNT_CAP), result <= COUNT_CAP)
