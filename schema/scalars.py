"""Scalars that lose nothing and take one form: decimals as strings, days and moments by RFC 3339."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

# Python reads more than is documented: digits of other scripts, 1_000, spaces, 20261101 and week dates.
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")


def _decimal_out(value: Decimal) -> str:
    # Never in powers of ten: 1E+2 is the same number and a surprise in a table.
    text = str(value)
    return format(value, "f") if "E" in text else text


def _decimal_in(value: object) -> Decimal:
    if not isinstance(value, str):
        raise GraphQLError('Decimal must be a string such as "12.50": a number would lose digits.')
    fits = len(value) <= 40 and _DECIMAL.fullmatch(value) is not None
    result = Decimal(value) if fits else Decimal("NaN")
    # An exponent says in few characters what would take the database thousands of digits.
    fits = result.is_finite() and abs(result.adjusted()) <= 40 and abs(result) < Decimal(10) ** 15
    if not fits:
        raise GraphQLError('Decimal must be a string such as "12.50", below 1000000000000000.')
    return result


def _day_in(value: object) -> date:
    with suppress(ValueError):
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    raise GraphQLError('Date must be a day of the calendar as YYYY-MM-DD, such as "2026-01-31".')


def _moment_out(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment_in(value: object) -> datetime:
    with suppress(ValueError, OverflowError):
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            # An offset at the end of the calendar may lead out of it: an error here, and not later.
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
    raise GraphQLError("DateTime must be RFC 3339 with an offset, such as 2026-01-31T09:30:00Z.")


SCALARS: Mapping[object, ScalarDefinition] = {
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number, sent and returned as a string such as "12.50": digits without '
        "spaces or separators. A JSON number is refused, because it would lose digits.",
        serialize=_decimal_out,
        parse_value=_decimal_in,
    ),
    date: strawberry.scalar(
        name="Date",
        description='A calendar date in the form YYYY-MM-DD, such as "2026-01-31".',
        serialize=date.isoformat,
        parse_value=_day_in,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description='A point in time in RFC 3339 format, such as "2026-01-31T09:30:00Z". Input needs an '
        "offset; output is in UTC.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=_moment_out,
        parse_value=_moment_in,
    ),
}
