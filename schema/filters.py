"""Filters and orders as callers write them, turned into the plain values that queries understand."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

import strawberry
from strawberry import UNSET

from orchestrators.paging import Compare, Either, Every, Not, Op, Order, Where
from orchestrators.refusals import BadInput
from schema import ids

T = TypeVar("T")

MAX_COMPARISONS = 50
#: Filters inside of others, which make a statement long also when they compare nothing.
MAX_NESTED = 200
#: Levels of such filters: they are walked by recursion.
MAX_LEVELS = 25
MAX_LISTED = 100
MAX_ORDERS = 4

_EQ = "Equal to this value."
_IN = "Equal to one of these values, at most 100."
_NULL = "True matches objects without a value, false those with one."


def op(description: str, name: str | None = None) -> Any:
    """A field of a filter: one that the caller leaves out is not compared."""
    return strawberry.field(default=UNSET, name=name, description=description)


@strawberry.input(description="Compares a decimal number.")
class DecimalFilter:
    eq: Decimal | None = op(_EQ)
    lt: Decimal | None = op("Less than this value.")
    lte: Decimal | None = op("Less than or equal to this value.")
    gt: Decimal | None = op("Greater than this value.")
    gte: Decimal | None = op("Greater than or equal to this value.")
    is_null: bool | None = op(_NULL)


@strawberry.input(description="Compares a calendar date.")
class DateFilter:
    eq: date | None = op(_EQ)
    lt: date | None = op("Before this day.")
    lte: date | None = op("On or before this day.")
    gt: date | None = op("After this day.")
    gte: date | None = op("On or after this day.")
    is_null: bool | None = op(_NULL)


@strawberry.input(description="Compares a point in time.")
class DateTimeFilter:
    eq: datetime | None = op(_EQ)
    lt: datetime | None = op("Before this time.")
    lte: datetime | None = op("At or before this time.")
    gt: datetime | None = op("After this time.")
    gte: datetime | None = op("At or after this time.")


@strawberry.input(description="Compares a text value.")
class StringFilter:
    eq: str | None = op(_EQ)
    in_: list[str] | None = op(_IN, name="in")
    contains: str | None = op("Contains this text, ignoring case.")
    is_null: bool | None = op(_NULL)


@strawberry.input(description="Compares a global id.")
class IDFilter:
    eq: strawberry.ID | None = op(_EQ)
    in_: list[strawberry.ID] | None = op(_IN, name="in")
    is_null: bool | None = op(_NULL)


@strawberry.input(description="Compares a Boolean value.")
class BooleanFilter:
    eq: bool | None = op(_EQ)


@strawberry.input(description="Compares a value of an enum.")
class EnumFilter(Generic[T]):
    eq: T | None = op(_EQ)
    in_: list[T] | None = op(_IN, name="in")


class Filter:
    """What every filter is: fields to compare, and `and`, `or` and `not` over filters of its kind."""

    #: Fields that hold ids, and of which types these may be.
    ids: ClassVar[dict[str, tuple[str, ...]]] = {}


class OrderBy:
    """What every order is: a field and a direction."""

    field: Any
    descending: bool


def where_of(given: Filter, path: str = "filter") -> Where:
    """The filter as plain values; raises `BadInput` naming the place in it."""
    every = _every(given, path, 0)
    if _compared(every) > MAX_COMPARISONS:
        raise BadInput(path, f"has more than {MAX_COMPARISONS} comparisons")
    if _nested(every) > MAX_NESTED:
        raise BadInput(path, f"has more than {MAX_NESTED} filters in `and`, `or` and `not`")
    return every


def order_of(given: Iterable[OrderBy] | None) -> tuple[Order, ...]:
    """The order as plain values; raises `BadInput` naming `orderBy`."""
    orders = tuple(Order(str(part.field.value), part.descending) for part in given or ())
    if len(orders) > MAX_ORDERS or len({order.field for order in orders}) < len(orders):
        raise BadInput("orderBy", f"takes at most {MAX_ORDERS} fields, each once")
    return orders


def _every(given: Filter, path: str, level: int) -> Every:
    if level > MAX_LEVELS:
        raise BadInput(path, f"is more than {MAX_LEVELS} levels deep in `and`, `or` and `not`")
    return Every(tuple(_parts(given, path, level + 1)))


def _parts(given: Filter, path: str, level: int) -> Iterator[Where]:
    for python_name, name, value in _given(given, path):
        place = f"{path}.{name}"
        if name == "and":
            yield Every(tuple(_every(part, f"{place}[{n}]", level) for n, part in enumerate(value)))
        elif name == "or":
            yield Either(tuple(_every(part, f"{place}[{n}]", level) for n, part in enumerate(value)))
        elif name == "not":
            yield Not(_every(value, place, level))
        else:
            yield from _comparisons(python_name, value, given.ids.get(python_name), place)


def _comparisons(field: str, given: Any, id_types: tuple[str, ...] | None, path: str) -> Iterator[Where]:
    for _, name, value in _given(given, path):
        place = f"{path}.{name}"
        operands = value if isinstance(value, list) else [value]
        if len(operands) > MAX_LISTED:
            raise BadInput(place, f"lists more than {MAX_LISTED} values")
        plain = tuple(_plain(operand, id_types, place) for operand in operands)
        yield Compare(field, Op(name), plain if isinstance(value, list) else plain[0])


def _plain(value: Any, id_types: tuple[str, ...] | None, place: str) -> object:
    if isinstance(value, str) and "\0" in value:
        raise BadInput(place, "contains a NUL character, which no stored text does")
    if id_types is not None and isinstance(value, str):
        return ids.decode(value, place, *id_types)[1]
    return value


def _given(given: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    """The fields that the caller wrote: our name, theirs, the value. Null is refused: it could mean both."""
    definition = given.__strawberry_definition__
    for field in definition.fields:
        value = getattr(given, field.python_name)
        name = field.graphql_name or _camel(field.python_name)
        if value is UNSET:
            continue
        if value is None:
            raise BadInput(f"{path}.{name}", "must not be null; leave it out, or use isNull")
        yield field.python_name, name, value


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def _compared(where: Where) -> int:
    """How many comparisons there are, at any level."""
    match where:
        case Compare():
            return 1
        case Every(parts) | Either(parts):
            return sum(_compared(part) for part in parts)
        case Not(part):
            return _compared(part)


def _nested(where: Where) -> int:
    """How many filters there are inside of a filter, at any level."""
    match where:
        case Every(parts):
            return sum(1 + _nested(inner) for part in parts for inner in _operands(part))
        case _:
            return 0


def _operands(part: Where) -> tuple[Where, ...]:
    """The filters that a part of a filter combines; a comparison combines none."""
    match part:
        case Compare():
            return ()
        case Every(parts) | Either(parts):
            return parts
        case Not(inner):
            return (inner,)


__all__ = [
    "BooleanFilter",
    "DateFilter",
    "DateTimeFilter",
    "DecimalFilter",
    "EnumFilter",
    "Filter",
    "IDFilter",
    "OrderBy",
    "StringFilter",
    "order_of",
    "where_of",
]
