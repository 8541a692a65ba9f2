"""What a page asks for, as plain values: a filter, an order, and where the last page ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Op(StrEnum):
    """How a field is compared."""

    EQ = "eq"
    IN = "in"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    CONTAINS = "contains"
    IS_NULL = "isNull"


@dataclass(frozen=True, slots=True)
class Compare:
    """One field against one value (a tuple for IN, a bool for IS_NULL)."""

    field: str
    op: Op
    value: object


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; with no parts, always."""

    parts: tuple["Where", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds; with no parts, never."""

    parts: tuple["Where", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold; an unknown value counts as not holding."""

    part: "Where"


Where = Compare | Every | Either | Not
EVERYTHING = Every(())


@dataclass(frozen=True, slots=True)
class Order:
    """A field to sort by; NULLs come last in both directions."""

    field: str
    descending: bool = False


def compared(where: Where) -> Iterator[Compare]:
    """The comparisons of a filter in the order in which its SQL numbers them."""
    match where:
        case Compare():
            yield where
        case Every(parts) | Either(parts):
            for part in parts:
                yield from compared(part)
        case Not(part):
            yield from compared(part)
