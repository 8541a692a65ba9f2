"""How often something comes back, and on which days."""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum

from orchestrators.calculations.business_days import WEEKDAYS, Rolling, plus_days

#: The day of the month that every shorter month cuts to its last.
_MONTH_END = 31


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


def moved_on(day: date, side: Rolling) -> date:
    """When money moves that is regular on a day, which may be of a weekend; no holidays are known."""
    return WEEKDAYS.rolled(day, is_payment=True, today=date.min, learned=side)


def _to_weekday(days: Sequence[date]) -> Callable[[date], date]:
    usual = _most_common([day.weekday() for day in days])
    return lambda day: day + timedelta(days=(usual - day.weekday() + 3) % 7 - 3)


def _to_day_of_month(days: Sequence[date]) -> Callable[[date], date]:
    usual = max({_MONTH_END, *(day.day for day in days)}, key=lambda number: _evidence(days, number))
    return lambda day: _nearest(day, usual)


def _evidence(days: Sequence[date], usual: int) -> tuple[int, bool, int, int]:
    """What speaks for a day of the month; the highest evidence wins.

    How many of the days seen it explains, together with the side to which closed days move: the 30th of
    October may be its 30th, or its end on a Saturday. Of those that explain as many the month's end, as few
    are paid on a 29th or 30th; then what was seen most often on the very day, then the highest day.
    """
    regular = [_nearest(day, usual) for day in days]
    on_the_day = sum(day == own for day, own in zip(days, regular, strict=True))
    closed = [(day, own) for day, own in zip(days, regular, strict=True) if not WEEKDAYS.is_open(own)]
    on_open_days = on_the_day - sum(day == own for day, own in closed)
    moved = max(sum(day == moved_on(own, side) for day, own in closed) for side in Rolling)
    return on_open_days + moved, usual == _MONTH_END, on_the_day, usual


def _nearest(day: date, day_of_month: int) -> date:
    if day.day == day_of_month:
        return day
    # More than half a month apart, that of the month before or after is nearer.
    later = day.day - day_of_month
    return on_day_of_month(day, (later > 15) - (later < -15), day_of_month)


def _most_common(numbers: Sequence[int]) -> int:
    """The number seen most often, of several the highest."""
    counts = Counter(numbers)
    return max(counts, key=lambda number: (counts[number], number))
