"""How often something comes back, and on which days."""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum

from orchestrators.calculations.business_days import plus_days


class Cadence(StrEnum):
    """How often a recurring flow comes."""

    WEEKLY = "WEEKLY"
    BIWEEKLY = "BIWEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A cadence: its step in days or months, the gaps seen in the books, and how far a day strays.

    Days stray because of weekends and holidays, and months differ. `least_seen` in a row show it.
    """

    cadence: Cadence
    days: int
    months: int
    least_gap: int
    most_gap: int
    strays: int
    least_seen: int = 3


RHYTHMS = (
    Rhythm(Cadence.WEEKLY, 7, 0, 6, 8, 1),
    Rhythm(Cadence.BIWEEKLY, 14, 0, 13, 15, 1),
    Rhythm(Cadence.MONTHLY, 0, 1, 25, 34, 3),
    Rhythm(Cadence.QUARTERLY, 0, 3, 87, 95, 3),
    # A premium or a tax is paid within days of its date, and whoever waited for a third would miss a year's.
    Rhythm(Cadence.YEARLY, 0, 12, 355, 375, 11, 2),
)


def rhythm_of(cadence: Cadence) -> Rhythm:
    """The rhythm of a cadence; every cadence has one."""
    return next(rhythm for rhythm in RHYTHMS if rhythm.cadence is cadence)


def nth(anchor: date, rhythm: Rhythm, number: int) -> date:
    """The day that many steps after (or before) the anchor; the 31st becomes a shorter month's last day."""
    if rhythm.days:
        return plus_days(anchor, rhythm.days * number)
    return on_day_of_month(anchor, rhythm.months * number, anchor.day)


def on_day_of_month(day: date, months: int, day_of_month: int) -> date:
    """That day of the month some months later, cut to the month's end and to what a date can hold."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.min if year < MINYEAR else date.max
    return date(year, month + 1, min(day_of_month, monthrange(year, month + 1)[1]))


def meant_days(days: Sequence[date], rhythm: Rhythm) -> list[date]:
    """The regular days nearest to those seen (at least one): on their usual weekday or day of the month."""
    nearest = _to_weekday(days) if rhythm.days else _to_day_of_month(days)
    return [nearest(day) for day in days]


def _to_weekday(days: Sequence[date]) -> Callable[[date], date]:
    usual = _most_common([day.weekday() for day in days])
    return lambda day: day + timedelta(days=(usual - day.weekday() + 3) % 7 - 3)


def _to_day_of_month(days: Sequence[date]) -> Callable[[date], date]:
    month_ends = all((day + timedelta(days=1)).day == 1 for day in days)
    usual = 31 if month_ends else _most_common([day.day for day in days])
    return lambda day: min(
        (on_day_of_month(day, months, usual) for months in (-1, 0, 1)), key=lambda meant: abs(meant - day)
    )


def _most_common(numbers: Sequence[int]) -> int:
    """The number seen most often, of several the highest: a month's end shows as 28 to 31."""
    counts = Counter(numbers)
    return max(counts, key=lambda number: (counts[number], number))
