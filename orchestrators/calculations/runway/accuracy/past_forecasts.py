"""Forecasts of past weeks, and by how much each of them missed what came."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

#: The weeks at whose end a forecast is judged.
HORIZONS = (4, 8, 13)
#: With fewer forecasts their misses say nothing about those to come.
LEAST_JUDGED = 10


@dataclass(frozen=True, slots=True)
class PastForecast:
    """What was forecast on the first day of a week: the closing balance of it and of those after it."""

    made_on: date
    closings: tuple[Decimal, ...]

    def last_day(self, weeks: int) -> date:
        """The last day of one of its weeks, the first of which is 1."""
        return self.made_on + timedelta(days=7 * weeks - 1)


class Miss(NamedTuple):
    """What came less what was forecast, in home currency, on the day on which it came."""

    made_on: date
    came_on: date
    error: Decimal


def misses(forecasts: Iterable[PastForecast], came: Mapping[date, Decimal], weeks: int) -> Iterator[Miss]:
    """Of the forecasts that are so many weeks old; `came` are balances by the last days of weeks."""
    for forecast in forecasts:
        day = forecast.last_day(weeks)
        if day in came and len(forecast.closings) >= weeks:
            yield Miss(forecast.made_on, day, came[day] - forecast.closings[weeks - 1])


def is_enough(judged: int, weeks: int) -> bool:
    """Whether so many forecasts, one a week, tell anything of those to come.

    Ten at least, of which the first and the last have no week in common: what both missed by is no one event.
    """
    return judged >= LEAST_JUDGED and judged > weeks
