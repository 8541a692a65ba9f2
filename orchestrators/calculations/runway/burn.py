"""What the last completed months cost: gross and net burn, month by month and per day."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median

from orchestrators.figures import UnknownReason

WINDOW_MONTHS = 3
LEAST_MONTHS = 2
_NOTHING = Decimal(0)


class BurnState(StrEnum):
    """Whether there is enough history to speak of burn."""

    KNOWN = "KNOWN"
    UNKNOWN = "UNKNOWN"


class BurnAverage(StrEnum):
    """How months become one month."""

    MEDIAN = "MEDIAN"
    MEAN = "MEAN"


@dataclass(frozen=True, slots=True)
class BurnMonth:
    """A calendar month, by its first day: what came in and what went out, both positive."""

    start_date: date
    cash_in: Decimal
    cash_out: Decimal

    @property
    def gross(self) -> Decimal:
        """Gross burn of the month in home currency: what went out."""
        return self.cash_out

    @property
    def net(self) -> Decimal:
        """Net burn of the month in home currency: out less in, negative when more came in."""
        return self.cash_out - self.cash_in


@dataclass(frozen=True, slots=True)
class BurnFigures:
    """Home currency a month and, over the actual days of the window, a day.

    A day of the mean is the window's total over its days; a day of the median is what it would be if each of
    the months was the middle one.
    """

    gross_mean: Decimal
    gross_median: Decimal
    net_mean: Decimal
    net_median: Decimal
    gross_per_day_of_mean: Decimal
    gross_per_day_of_median: Decimal
    net_per_day_of_mean: Decimal
    net_per_day_of_median: Decimal

    def net(self, average: BurnAverage) -> Decimal:
        """Net burn a month by the business's average, in home currency; negative when more comes in."""
        return self.net_median if average is BurnAverage.MEDIAN else self.net_mean

    def gross_per_day(self, average: BurnAverage) -> Decimal:
        """Gross burn a day by the business's average, in home currency."""
        return self.gross_per_day_of_median if average is BurnAverage.MEDIAN else self.gross_per_day_of_mean

    def net_per_day(self, average: BurnAverage) -> Decimal:
        """Net burn a day by the business's average, in home currency: what the average runway divides by."""
        return self.net_per_day_of_median if average is BurnAverage.MEDIAN else self.net_per_day_of_mean


@dataclass(frozen=True, slots=True)
class History:
    """The first and the last day on which something other than financing moved cash.

    Until `silent_until` it is no wonder that nothing moved since: that long a silence was there before.
    """

    since: date
    until: date
    silent_until: date

    def covers(self, month: date) -> bool:
        """Whether it is known what a month cost, by its first day: silence at the edges tells nothing."""
        return self.since <= month and (month <= self.until or _last_day(month) <= self.silent_until)


@dataclass(frozen=True, slots=True)
class Burn:
    """The window's first and last day, its months, oldest first, and figures, or why there are none."""

    state: BurnState
    reason: UnknownReason | None
    window_start: date
    window_end: date
    months: tuple[BurnMonth, ...]
    figures: BurnFigures | None


def burn(months: Iterable[BurnMonth], today: date, history: History | None) -> Burn:
    """Burn over the last three completed calendar months before today, the business's local date.

    A month in which nothing moved is left out of `months`: beside one that moved it cost nothing, which is
    known; where none did, nobody can tell what they cost. Those that the history does not cover are left out;
    with fewer than two left, burn is unknown.
    Source: the product's definition. Per day is over the actual days of the months left, not over 30.
    """
    starts = _month_starts(window(today)[1], WINDOW_MONTHS)
    covered = [start for start in starts if history is not None and history.covers(start)]
    if history is None or len(covered) < LEAST_MONTHS:
        is_over = history is not None and history.since <= starts[-LEAST_MONTHS]
        reason = UnknownReason.NO_RECENT_HISTORY if is_over else UnknownReason.INSUFFICIENT_HISTORY
        return unknown_burn(reason, today)
    moved = {month.start_date: month for month in months}
    if moved.keys().isdisjoint(covered):
        return unknown_burn(UnknownReason.NO_RECENT_HISTORY, today)
    window_months = tuple(moved.get(start, BurnMonth(start, _NOTHING, _NOTHING)) for start in covered)
    end = _last_day(covered[-1])
    return Burn(BurnState.KNOWN, None, covered[0], end, window_months, figures_of(window_months, end))


def unknown_burn(reason: UnknownReason, today: date) -> Burn:
    """Burn that cannot be told, for a reason, with the window that was looked at."""
    return Burn(BurnState.UNKNOWN, reason, *window(today), (), None)


def window(today: date) -> tuple[date, date]:
    """The first and last day of the last three completed calendar months before today."""
    end = today.replace(day=1) - timedelta(days=1)
    return _month_starts(end, WINDOW_MONTHS)[0], end


def figures_of(months: tuple[BurnMonth, ...], last_day: date) -> BurnFigures:
    """Mean, median and daily burn of one or more months, in home currency; the last ends on `last_day`."""
    days = (last_day - months[0].start_date).days + 1
    gross, net = [month.gross for month in months], [month.net for month in months]
    return BurnFigures(
        gross_mean=sum(gross, Decimal(0)) / len(months),
        gross_median=median(gross),
        net_mean=sum(net, Decimal(0)) / len(months),
        net_median=median(net),
        gross_per_day_of_mean=sum(gross, _NOTHING) / days,
        gross_per_day_of_median=median(gross) * len(months) / days,
        net_per_day_of_mean=sum(net, _NOTHING) / days,
        net_per_day_of_median=median(net) * len(months) / days,
    )


def _last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _month_starts(last_day: date, count: int) -> list[date]:
    """The first days of that many months, oldest first; the last of them ends on `last_day`."""
    starts = [last_day.replace(day=1)]
    while len(starts) < count:
        starts.insert(0, (starts[0] - timedelta(days=1)).replace(day=1))
    return starts
