"""Pages of rows that are computed and not stored: the same cursors, over an order that a key gives."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from db.queries.listing import COUNT_CAP
from orchestrators.paging import Page, PageRequest, Total
from orchestrators.refusals import BadInput

T = TypeVar("T")

#: What a row is sorted by, largest first by a negative Decimal; the last part tells any two rows apart.
Key = tuple[str | date | Decimal | UUID, ...]
_KINDS = (str, date, Decimal, UUID)


def page_of(rows: Iterable[T], request: PageRequest, key: Callable[[T], Key]) -> Page[T]:
    """The rows of a request in the order of their keys; a page stays in place while rows come and go.

    Raises `BadInput` naming `first`, `last`, `after` or `before`.
    """
    size = request.size
    ordered = sorted(((key(row), row) for row in rows), key=lambda item: item[0])
    between = ordered
    if ordered:
        after, before = request.cursors([_kind(part) for part in ordered[0][0]])
        for name, cursor in (("after", after), ("before", before)):
            if cursor is not None and None in cursor:
                raise BadInput(name, "is not a cursor of this list")
        between = [
            item
            for item in ordered
            if (after is None or item[0] > after) and (before is None or item[0] < before)
        ]
    chosen = between[-size:] if request.backwards else between[:size]
    count = len(ordered)
    total = Total(min(count, COUNT_CAP), count <= COUNT_CAP) if request.with_total else None
    nodes, places = tuple([row for _, row in chosen]), tuple([place for place, _ in chosen])
    return Page(nodes, places, request, len(between) > size, total)


def _kind(part: str | date | Decimal | UUID) -> type:
    """Of which kind a part is: the database's driver has a class of its own for ids."""
    return next(kind for kind in _KINDS if isinstance(part, kind))
