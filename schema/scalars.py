"""Scalars that lose nothing: decimals as strings both ways, moments with their offset."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition


def _decimal_out(value: Decimal) -> str:
    # Never in powers of ten: 1E+2 is the same number and a surprise in a table.
    return format(value, "f")


def _decimal_in(value: object) -> Decimal:
    if not isinstance(value, str):
        raise GraphQLError('Decimal must be a string such as "12.50": a number would lose digits.')
    try:
        result = Decimal(value)
    except InvalidOperation:
        result = Decimal("NaN")
    # An exponent says in few characters what would take the database thousands of digits.
    fits = result.is_finite() and abs(result) < Decimal(10) ** 15 and abs(result.adjusted()) <= 40
    if not fits or len(value) > 40:
        raise GraphQLError('Decimal must be a string such as "12.50", below 1000000000000000.')
    return result


def _moment_out(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment_in(value: object) -> datetime:
    with suppress(ValueError, OverflowError):
        result = datetime.fromisoformat(value) if isinstance(value, str) else None
        if result is not None and result.utcoffset() is not None:
            # An offset at the end of the calendar may lead out of it: an error here, and not later.
            return result.astimezone(UTC)
    raise GraphQLError("DateTime must be RFC 3339 with an offset, such as 2026-01-31T09:30:00Z.")


SCALARS: Mapping[object, ScalarDefinition] = {
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number, as a string both ways: "12.50". Never NaN, never a float.',
        serialize=_decimal_out,
        parse_value=_decimal_in,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment by RFC 3339: any offset in, UTC out.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=_moment_out,
        parse_value=_moment_in,
    ),
}
