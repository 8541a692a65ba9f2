"""What the last completed months cost: gross and net burn, month by month and per day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median

from orchestrators.calculations.figures import UnknownReason
from orchestrators.calculations.values import Movement

WINDOW_MONTHS = 3
LEAST_MONTHS = 2


class BurnState(StrEnum):
    """Whether there is enough history to speak of burn."""

    KNOWN = "KNOWN"
    UNKNOWN = "UNKNOWN"


class Average(StrEnum):
    """How months become one month."""

    MEDIAN = "MEDIAN"
    MEAN = "MEAN"


@dataclass(frozen=True, slots=True)
class BurnMonth:
    """A calendar month, by its first day: what came in and what went out, both positive."""

    first_day: date
    cash_in: Decimal
    cash_out: Decimal

    @property
    def gross(self) -> Decimal:
        """Home currency a month."""
        return self.cash_out

    @property
    def net(self) -> Decimal:
        """Home currency a month; negative when more came in."""
        return self.cash_out - self.cash_in


@dataclass(frozen=True, slots=True)
class BurnFigures:
    """Home currency a month and, over the actual days of the window, a day."""

    gross_mean: Decimal
    gross_median: Decimal
    net_mean: Decimal
    net_median: Decimal
    gross_per_day: Decimal
    net_per_day: Decimal

    def gross(self, average: Average = Average.MEDIAN) -> Decimal:
        """Gross burn a month."""
        return self.gross_median if average is Average.MEDIAN else self.gross_mean

    def net(self, average: Average = Average.MEDIAN) -> Decimal:
        """Net burn a month."""
        return self.net_median if average is Average.MEDIAN else self.net_mean


@dataclass(frozen=True, slots=True)
class Burn:
    """The window's first and last day, its months, oldest first, and figures, or why there are none."""

    state: BurnState
    reason: UnknownReason | None
    window_start: date
    window_end: date
    months: tuple[BurnMonth, ...]
    figures: BurnFigures | None


def burn(movements: Iterable[Movement], today: date, history_since: date | None) -> Burn:
    """Burn over the last three completed calendar months before today, the business's local date.

    Transfers between own accounts and financing (loans, equity, the owner's money) do not count. Paying
    off a card is marked as internal by whoever makes the movements, where the card's purchases are in them.
    `history_since` is the day from which the movements are complete; None when there are none. Months that
    it does not cover from their first day are left out; with fewer than two left, burn is unknown.
    Source: the product's definition. Per day is the window's total over its actual days, not over 30.
    """
    end = window(today)[1]
    starts = _month_starts(end, WINDOW_MONTHS)
    covered = [start for start in starts if history_since is not None and history_since <= start]
    if len(covered) < LEAST_MONTHS:
        return unknown_burn(UnknownReason.INSUFFICIENT_HISTORY, today)
    months = _months(movements, covered, end)
    return Burn(BurnState.KNOWN, None, covered[0], end, months, figures_of(months, end))


def unknown_burn(reason: UnknownReason, today: date) -> Burn:
    """Burn that cannot be told, for a reason, with the window that was looked at."""
    return Burn(BurnState.UNKNOWN, reason, *window(today), (), None)


def window(today: date) -> tuple[date, date]:
    """The first and last day of the last three completed calendar months before today."""
    end = today.replace(day=1) - timedelta(days=1)
    return _month_starts(end, WINDOW_MONTHS)[0], end


def figures_of(months: tuple[BurnMonth, ...], last_day: date) -> BurnFigures:
    """Mean, median and daily burn of at least one month; the last one ends on `last_day`."""
    days = (last_day - months[0].first_day).days + 1
    gross, net = [month.gross for month in months], [month.net for month in months]
    return BurnFigures(
        gross_mean=sum(gross, Decimal(0)) / len(months),
        gross_median=median(gross),
        net_mean=sum(net, Decimal(0)) / len(months),
        net_median=median(net),
        gross_per_day=sum(gross, Decimal(0)) / days,
        net_per_day=sum(net, Decimal(0)) / days,
    )


def _months(movements: Iterable[Movement], starts: list[date], end: date) -> tuple[BurnMonth, ...]:
    came, went = ({start: Decimal(0) for start in starts} for _ in "io")
    for movement in movements:
        if starts[0] <= movement.day <= end and not (movement.internal or movement.financing):
            side = came if movement.amount > 0 else went
            side[movement.day.replace(day=1)] += abs(movement.amount)
    return tuple(BurnMonth(start, came[start], went[start]) for start in starts)


def _month_starts(last_day: date, count: int) -> list[date]:
    """The first days of that many months, oldest first; the last of them ends on `last_day`."""
    starts = [last_day.replace(day=1)]
    while len(starts) < count:
        starts.insert(0, (starts[0] - timedelta(days=1)).replace(day=1))
    return starts
