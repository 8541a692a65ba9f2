"""Cursors: where a row stands in the order of a list, as text that is opaque to callers."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from db.selection import Order
from orchestrators.refusals import BadInput


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: what it is sorted by and its id, of which a cursor is made when one is shown."""

    list_name: str
    order: tuple[Order, ...]
    values: tuple[object, ...]

    @property
    def cursor(self) -> str:
        """The cursor of the row."""
        return encode(self.list_name, self.order, self.values)


def _order_text(order: tuple[Order, ...]) -> str:
    return ",".join(f"-{part.field}" if part.descending else part.field for part in order)


def encode(list_name: str, order: tuple[Order, ...], values: Sequence[object]) -> str:
    """A cursor: opaque; it carries no business, so that a foreign one is only a place in one's own list."""
    parts = [None if value is None else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps([list_name, _order_text(order), *parts]).encode()).decode()


def decode(
    cursor: str, list_name: str, order: tuple[Order, ...], types: list[type], argument: str
) -> tuple[object, ...]:
    """The values of a cursor; raises `BadInput` naming the argument."""
    try:
        from_list, query, *parts = json.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
        is_same_order = query == _order_text(order)
        # In another order the values are of other types.
        kinds = types if is_same_order else []
        values = tuple(_parse(part, kind) for part, kind in zip(parts, kinds, strict=is_same_order))
    except (binascii.Error, ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        raise BadInput(argument, "is not a cursor of this list") from None
    if from_list != list_name:
        raise BadInput(argument, "is not a cursor of this list")
    if not is_same_order:
        raise BadInput(argument, "is a cursor of the same list in another order")
    return values


def _parse(text: object, kind: type) -> object:
    if text is None and kind is not UUID:
        return None
    # Whatever passes here reaches the database: no value may be one that its column could not hold.
    if not isinstance(text, str) or "\0" in text:
        raise ValueError(text)
    return _PARSERS[kind](text)


def _text(text: str) -> str:
    text.encode()
    return text


def _amount(text: str) -> Decimal:
    amount = Decimal(text)
    if not amount.is_finite() or abs(amount) >= 10**15 or abs(amount.adjusted()) > 40:
        raise ValueError(text)
    return amount


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _small(text: str) -> int:
    number = int(text)
    if not -(2**15) <= number < 2**15:
        raise ValueError(text)
    return number


def _flag(text: str) -> bool:
    return {"True": True, "False": False}[text]


_PARSERS: dict[type, Callable[[str], object]] = {
    str: _text,
    UUID: UUID,
    Decimal: _amount,
    date: date.fromisoformat,
    datetime: _moment,
    int: _small,
    bool: _flag,
}
