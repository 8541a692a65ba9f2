"""How long the cash lasts: on average, and by the day on which the projected balance falls too low."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from orchestrators.calculations.books.ratios import four_places
from orchestrators.calculations.runway.burn import Burn, BurnAverage
from orchestrators.figures import Figure, UnknownReason

DAYS_OF_A_MONTH = Decimal("365.25") / 12


class AverageRunwayState(StrEnum):
    """What kind of answer the average runway is."""

    FINITE = "FINITE"
    EXHAUSTED = "EXHAUSTED"
    INFINITE = "INFINITE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class AverageRunway:
    """Days until the cash is used up at the average burn; None where that never happens or is unknown.

    `shortfall` is what is missing to zero, in home currency; `exhaustion_date` is None too where the day lies
    beyond what a calendar holds. `rests_on` is the average of burn that tells it, None where none does.
    """

    state: AverageRunwayState
    unknown_reason: UnknownReason | None = None
    days: Decimal | None = None
    shortfall: Decimal | None = None
    exhaustion_date: date | None = None
    burn_average: BurnAverage | None = None

    @property
    def months(self) -> Decimal | None:
        """The days as months, for display; None where the days are."""
        return None if self.days is None else months(self.days)


class DatedRunwayState(StrEnum):
    """Whether the balance falls below the floor within the horizon."""

    FALLS_BELOW = "FALLS_BELOW"
    BEYOND_HORIZON = "BEYOND_HORIZON"


class DatedRunway(NamedTuple):
    """Days to the first day below the floor, and that day; None beyond the horizon.

    The balance can recover, so the lowest balance and the first day that has it come along.
    """

    state: DatedRunwayState
    days: int | None
    below_floor_date: date | None
    lowest: Decimal
    lowest_on: date


def average_runway(
    cash: Figure, net_burn_per_day: Figure, today: date, rests_on: BurnAverage
) -> AverageRunway:
    """Cash / net burn per day, both in home currency, in days to four places; `today` is the business's.

    No cash left is EXHAUSTED, whatever the burn; a net burn of zero or less is INFINITE. An unknown cash or
    burn makes the runway UNKNOWN, for its reason. Source: the product's definition.
    """
    if isinstance(cash, UnknownReason):
        return AverageRunway(AverageRunwayState.UNKNOWN, cash)
    if cash <= 0:
        return AverageRunway(
            AverageRunwayState.EXHAUSTED, days=Decimal(0), shortfall=-cash, exhaustion_date=today
        )
    if isinstance(net_burn_per_day, UnknownReason):
        return AverageRunway(AverageRunwayState.UNKNOWN, net_burn_per_day)
    if net_burn_per_day <= 0:
        return AverageRunway(AverageRunwayState.INFINITE, burn_average=rests_on)
    days = four_places(cash / net_burn_per_day)
    return AverageRunway(
        AverageRunwayState.FINITE, days=days, exhaustion_date=_after(today, days), burn_average=rests_on
    )


def burn_per_day(burned: Burn, average: BurnAverage, dated: DatedRunway | None) -> tuple[BurnAverage, Figure]:
    """Net burn by the business's average, or by the other one where the forecast contradicts the first.

    A large payment every few months is in no median: nothing would be used up, while the balance falls.
    """
    if burned.figures is None:
        return average, burned.reason or UnknownReason.INSUFFICIENT_HISTORY
    falls = dated is not None and dated.state is DatedRunwayState.FALLS_BELOW
    for candidate in (average, *(other for other in BurnAverage if other is not average)):
        per_day = burned.figures.net_per_day(candidate)
        if per_day > 0 or not falls:
            return candidate, per_day
    return average, UnknownReason.AVERAGE_CONTRADICTED


def days_worth(amount: Decimal, net_burn_per_day: Figure) -> Figure:
    """How many days of average runway an amount is, signed as the amount is, to four places.

    Unknown where burn is; NOT_BURNING where net burn is zero or less, as no number of days would be true.
    """
    if isinstance(net_burn_per_day, UnknownReason):
        return net_burn_per_day
    if net_burn_per_day <= 0:
        return UnknownReason.NOT_BURNING
    return four_places(amount / net_burn_per_day)


def months(days: Decimal) -> Decimal:
    """Days as months of 365.25 / 12 days, to four places, for display."""
    return four_places(days / DAYS_OF_A_MONTH)


def dated_runway(daily: Sequence[Decimal], floor: Decimal, today: date) -> DatedRunway:
    """From today's closing balance and those of the following days (at least one), in home currency.

    Day 0 is today: a balance that closes below the floor today is a runway of 0 days.
    """
    lowest = min(daily)
    lowest_on = today + timedelta(days=daily.index(lowest))
    below = next((day for day, balance in enumerate(daily) if balance < floor), None)
    if below is None:
        return DatedRunway(DatedRunwayState.BEYOND_HORIZON, None, None, lowest, lowest_on)
    return DatedRunway(DatedRunwayState.FALLS_BELOW, below, today + timedelta(days=below), lowest, lowest_on)


def _after(today: date, days: Decimal) -> date | None:
    """The day on which the last whole day is used up, by calendar."""
    whole = int(days)
    return None if whole > (date.max - today).days else today + timedelta(days=whole)
