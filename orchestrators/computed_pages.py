"""Pages of rows that are computed and not stored: the same cursors, over an order that a key gives."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from db.queries.listing import COUNT_CAP
from orchestrators.paging import MAX_FIRST, Edge, Page, PageInfo, PageRequest, Total, decode, encode
from orchestrators.refusals import BadInput

T = TypeVar("T")

#: What a row is sorted by, largest first by a negative Decimal; the last part tells any two rows apart.
Key = tuple[str | date | Decimal | UUID, ...]
_KINDS = (str, date, Decimal, UUID)


def page_of(rows: Iterable[T], request: PageRequest, key: Callable[[T], Key]) -> Page[T]:
    """The rows of a request in the order of their keys; a page stays in place while rows come and go.

    Raises `BadInput` naming `first` or `after`.
    """
    if not 1 <= request.first <= MAX_FIRST:
        raise BadInput("first", f"must be from 1 to {MAX_FIRST}, not {request.first}")
    ordered = sorted(((key(row), row) for row in rows), key=lambda item: item[0])
    beyond = ordered
    if request.after is not None and ordered:
        kinds = [_kind(part) for part in ordered[0][0]]
        after = decode(request.after, request.order, kinds)
        if None in after:
            raise BadInput("after", "is not a cursor of this list")
        beyond = [item for item in ordered if item[0] > after]
    edges = tuple(Edge(encode(request.order, list(place)), row) for place, row in beyond[: request.first])
    info = PageInfo(
        has_next_page=len(beyond) > request.first,
        has_previous_page=request.after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    count = len(ordered)
    total = Total(min(count, COUNT_CAP), count <= COUNT_CAP) if request.with_total else None
    return Page(edges, info, total)


def _kind(part: str | date | Decimal | UUID) -> type:
    """Of which kind a part is: the database's driver has a class of its own for ids."""
    return next(kind for kind in _KINDS if isinstance(part, kind))
