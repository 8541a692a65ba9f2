"""The calendar of the invented companies, and the chance and the ids that hang on a day."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

EPOCH = date(2000, 1, 1)
HISTORY_MONTHS = 14
SATURDAY = 5


def chance(*key: object) -> Random:
    """A source of chance that depends only on its key, so that a day is the same whenever it is told."""
    return Random("/".join(map(str, key)))  # noqa: S311 - Invented books, no secret hangs on it.


def doc_id(day: date, slot: int, digit: int = 0) -> int:
    """The id of a document: its day, one of 1,000 slots of the day, one of ten places in the slot."""
    return (day - EPOCH).days * 10_000 + slot * 10 + digit


def working(day: date) -> date:
    """The day itself, or the Monday after when it is on a weekend."""
    return day + timedelta(7 - day.weekday()) if day.weekday() >= SATURDAY else day


def month_end(day: date) -> date:
    """The last day of the month."""
    later = day.replace(day=28) + timedelta(4)
    return later - timedelta(later.day)


def next_month(day: date) -> date:
    """The first day of the following month."""
    return month_end(day) + timedelta(1)


def previous_month(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - timedelta(1)).replace(day=1)


def month_number(day: date) -> int:
    """Months since the year 0, to subtract and to divide."""
    return day.year * 12 + day.month


def first_day(today: date, history: int = HISTORY_MONTHS) -> date:
    """Where the history starts: the first of the month so many months back."""
    years, month = divmod(month_number(today) - 1 - history, 12)
    return date(years, month + 1, 1)


def days_of(month: date) -> Iterator[date]:
    """Every day of the month."""
    return (month.replace(day=number + 1) for number in range(month_end(month).day))


def months(first: date, last: date) -> Iterator[date]:
    """The first of each month from `first` to the month of `last`."""
    month = first
    while month <= last:
        yield month
        month = next_month(month)
