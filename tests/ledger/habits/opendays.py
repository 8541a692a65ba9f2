"""Days on which banks are open where the businesses of the habits are, and how dates avoid the others."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
#: Month, weekday and which of the month: the last Monday of May, the first of September, and Thanksgiving.
_FLOATING = ((5, 0, -1), (9, 0, 0), (11, 3, 3))
_FIXED = frozenset({(1, 1), (6, 19), (7, 4), (12, 25)})


@cache
def is_open(day: date) -> bool:
    """Whether banks work: neither at weekends nor on a holiday, of which the product knows none."""
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED and not _floats(day)


def on_or_after(day: date) -> date:
    """The first open day from a day on."""
    while not is_open(day):
        day += _DAY
    return day


def on_or_before(day: date) -> date:
    """The last open day until a day."""
    while not is_open(day):
        day -= _DAY
    return day


def open_days_after(day: date, count: int) -> date:
    """The open day that is so many open days later."""
    for _ in range(count):
        day = on_or_after(day + _DAY)
    return day


def days(first: date, last: date, step: int = 1) -> Iterator[date]:
    """Every so many days from the first to the last."""
    return (first + timedelta(days=at) for at in range(0, (last - first).days + 1, step))


def monthly(first: date, last: date, number: int) -> Iterator[date]:
    """That day of each month, or the month's last one, from the first day to the last."""
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = in_month(month // 12, month % 12 + 1, number)
        if first <= day <= last:
            yield day


def in_month(year: int, month: int, number: int) -> date:
    """That day of a month, or its last one."""
    return date(year, month, min(number, monthrange(year, month)[1]))


def month_before(day: date, back: int = 1) -> tuple[int, int]:
    """Year and month, so many months earlier."""
    month = day.year * 12 + day.month - 1 - back
    return month // 12, month % 12 + 1


def _floats(day: date) -> bool:
    for month, weekday, which in _FLOATING:
        if (day.month, day.weekday()) == (month, weekday):
            return (day + 7 * _DAY).month != month if which < 0 else (day.day - 1) // 7 == which
    return False
