"""Pages of rows that were computed, not listed by the database: the same cursors, over keys in memory."""

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from db.queries.listing import COUNT_CAP
from orchestrators.paging import MAX_FIRST, Edge, Page, PageInfo, PageRequest, Total
from orchestrators.refusals import BadInput

T = TypeVar("T")

#: What a row is sorted by; the last part tells it from all others.
Key = tuple[Decimal | date | str | UUID, ...]

_LETTERS: dict[type, str] = {Decimal: "n", date: "d", str: "s", UUID: "u"}
_PARSERS: dict[str, Callable[[str], Decimal | date | str | UUID]] = {
    "n": Decimal,
    "d": date.fromisoformat,
    "s": str,
    "u": UUID,
}


def page_of(rows: Sequence[T], request: PageRequest, key: Callable[[T], Key]) -> Page[T]:
    """One page of the rows sorted by their keys, which are unique and alike: the same types in each.

    The cursor is the key, so it goes on at its place when rows came or went meanwhile; largest first is a
    negative Decimal. The request's filter and order are the caller's to apply. Raises `BadInput` naming
    `first` or `after`.
    """
    if not 1 <= request.first <= MAX_FIRST:
        raise BadInput("first", f"must be from 1 to {MAX_FIRST}, not {request.first}")
    after = None if request.after is None else _decode(request.after)
    keyed = sorted(((key(row), row) for row in rows), key=lambda pair: pair[0])
    if after is not None and keyed and _kinds(after) != _kinds(keyed[0][0]):
        raise BadInput("after", "is not a cursor of this list")
    start = 0 if after is None else bisect_right(keyed, after, key=lambda pair: pair[0])
    chosen = keyed[start : start + request.first]
    edges = tuple(Edge(_encode(place), row) for place, row in chosen)
    info = PageInfo(
        has_next_page=start + request.first < len(keyed),
        has_previous_page=after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    count = len(keyed)
    total = Total(min(count, COUNT_CAP), count <= COUNT_CAP) if request.with_total else None
    return Page(edges, info, total)


def _kinds(key: Key) -> str:
    # The driver's uuids are a class of its own beneath UUID.
    return "".join(
        next(letter for kind, letter in _LETTERS.items() if isinstance(part, kind)) for part in key
    )


def _encode(key: Key) -> str:
    parts = [_kinds(key), *(str(part) for part in key)]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def _decode(cursor: str) -> Key:
    try:
        kinds, *parts = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
        return tuple(_parsed(kind, part) for kind, part in zip(kinds, parts, strict=True))
    except (binascii.Error, ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        raise BadInput("after", "is not a cursor of this list") from None


def _parsed(kind: str, part: object) -> Decimal | date | str | UUID:
    if not isinstance(part, str):
        raise TypeError(part)
    found = _PARSERS[kind](part)
    # NaN compares with nothing.
    if isinstance(found, Decimal) and not found.is_finite():
        raise ValueError(part)
    return found
