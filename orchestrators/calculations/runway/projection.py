"""The daily balance, computed once, and what becomes of it when some flows change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from orchestrators.calculations.runway.runway import DatedRunway, DatedRunwayState, dated_runway
from orchestrators.calculations.values import Flow

NOTHING = Decimal(0)

#: Days [start, stop) of the horizon, and what the balance differs by on all of them.
Stretch = tuple[int, int, Decimal]


class DaysPrecision(StrEnum):
    """How a difference of two dated runways reads when the horizon ends first."""

    EXACT = "EXACT"
    #: One of the two lies beyond the horizon: the difference has at least this size.
    AT_LEAST = "AT_LEAST"
    #: Neither balance falls below the floor within the horizon: read the lowest balance.
    BEYOND_HORIZON = "BEYOND_HORIZON"


class CashStep(NamedTuple):
    """From this day on, and until the next step, the balance differs by this much."""

    day: date
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Projection:
    """Closing balances from today on, the floor, and the dated runway that follows from both."""

    today: date
    floor: Decimal
    daily: tuple[Decimal, ...]
    dated: DatedRunway

    @property
    def end(self) -> date:
        """The first day after the horizon, of which there is no balance."""
        return self.today + timedelta(days=len(self.daily))


def projection(daily: Sequence[Decimal], floor: Decimal, today: date) -> Projection:
    """From today's closing balance and the following days' (at least one), in home currency."""
    return Projection(today, floor, tuple(daily), dated_runway(daily, floor, today))


def steps(changes: Iterable[tuple[Flow | None, Flow | None]], projected: Projection) -> tuple[CashStep, ...]:
    """What replacing each first flow by its second does to the balance within the horizon, by day.

    None is a flow that the forecast does not have, or no longer has. A flow before today counts today.
    """
    nets: dict[date, Decimal] = {}
    today, end = projected.today, projected.end
    for before, after in changes:
        if before is not None and before.day < end:
            day = max(before.day, today)
            nets[day] = nets.get(day, NOTHING) - before.amount
        if after is not None and after.day < end:
            day = max(after.day, today)
            nets[day] = nets.get(day, NOTHING) + after.amount
    total, result = NOTHING, []
    for day in sorted(day for day, net in nets.items() if net):
        total += nets[day]
        result.append(CashStep(day, total))
    return tuple(result)


def dated_after(projected: Projection, changed: Sequence[CashStep]) -> DatedRunway:
    """The dated runway of the changed balance, equal to computing it from scratch."""
    if not changed:
        return projected.dated
    daily, stretches = projected.daily, _stretches(projected, changed)
    planned = _lows(daily, stretches)
    lows = [low + by for low, (_, _, by) in zip(planned, stretches, strict=True)]
    lowest = min(lows)
    place = lows.index(lowest)
    lowest_on = projected.today + timedelta(days=daily.index(planned[place], stretches[place][0]))
    days = _first_below(daily, stretches, planned, projected.floor)
    if days is None:
        return DatedRunway(DatedRunwayState.BEYOND_HORIZON, None, None, lowest, lowest_on)
    below_floor_date = projected.today + timedelta(days=days)
    return DatedRunway(DatedRunwayState.FALLS_BELOW, days, below_floor_date, lowest, lowest_on)


def first_below(projected: Projection, changed: Sequence[CashStep], limit: Decimal) -> date | None:
    """The first day on which the changed balance is below a limit."""
    daily, stretches = projected.daily, _stretches(projected, changed)
    days = _first_below(daily, stretches, _lows(daily, stretches), limit)
    return None if days is None else projected.today + timedelta(days=days)


def difference(before: DatedRunway, after: DatedRunway, horizon_days: int) -> tuple[int, DaysPrecision]:
    """Dated runway after less before, in days; what lies beyond the horizon counts as its end."""
    ends = [horizon_days if item.days is None else item.days for item in (before, after)]
    beyond = (before.days is None) + (after.days is None)
    return ends[1] - ends[0], (DaysPrecision.EXACT, DaysPrecision.AT_LEAST, DaysPrecision.BEYOND_HORIZON)[
        beyond
    ]


def _lows(daily: Sequence[Decimal], stretches: Iterable[Stretch]) -> list[Decimal]:
    """The lowest planned balance of each stretch, by looking at all: a hundred days need no index."""
    return [min(daily[start:stop]) for start, stop, _ in stretches]


def _first_below(
    daily: Sequence[Decimal], stretches: Iterable[Stretch], planned: Iterable[Decimal], limit: Decimal
) -> int | None:
    for low, (start, stop, by) in zip(planned, stretches, strict=True):
        too_low = limit - by
        if low < too_low:
            return next(at for at, balance in enumerate(daily[start:stop], start) if balance < too_low)
    return None


def _stretches(projected: Projection, changed: Sequence[CashStep]) -> list[Stretch]:
    starts = [0, *[(step.day - projected.today).days for step in changed], len(projected.daily)]
    differences = [NOTHING, *[step.difference for step in changed]]
    return [
        (start, stop, by)
        for (start, stop), by in zip(pairwise(starts), differences, strict=True)
        if start < stop
    ]
