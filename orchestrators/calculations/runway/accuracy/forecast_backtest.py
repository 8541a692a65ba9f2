"""How far forecasts of past days missed what came, and whether what they warned of came true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orchestrators.calculations.runway.accuracy.bands import reach
from orchestrators.calculations.runway.accuracy.past_forecasts import (
    HORIZONS,
    Miss,
    PastForecast,
    is_enough,
    misses,
)

EIGHTY_PERCENT = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class HorizonErrors:
    """What came less what was forecast, so many weeks ahead, of `n` forecasts, in home currency.

    `bias` is the mean, `miss` the mean without its sign; both None where nothing could be judged. `covered`
    is the share within the 80 % band of what had come when each was made; None where no band could be made.
    """

    weeks: int
    n: int
    bias: Decimal | None
    miss: Decimal | None
    covered: Decimal | None


@dataclass(frozen=True, slots=True)
class Alarms:
    """Forecasts whose 13 weeks have passed, by whether they fell below the floor at a week's end.

    `right` did and so it came, `false` did and it did not come; `missed` did not though it came, `quiet`
    neither.
    """

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int


@dataclass(frozen=True, slots=True)
class ForecastBackTest:
    """Errors by horizon, and alarms."""

    horizons: tuple[HorizonErrors, ...]
    alarms: Alarms


def judge(
    forecasts: Sequence[PastForecast], came: Mapping[date, Decimal], floor: Decimal
) -> ForecastBackTest:
    """Forecasts, the earliest first, against the balances that came, by the last days of weeks."""
    return ForecastBackTest(
        tuple(_horizon(weeks, list(misses(forecasts, came, weeks))) for weeks in HORIZONS),
        _alarms(forecasts, came, floor),
    )


def _horizon(weeks: int, missed: Sequence[Miss]) -> HorizonErrors:
    if not missed:
        return HorizonErrors(weeks, 0, None, None, None)
    bias = sum((miss.error for miss in missed), Decimal(0)) / len(missed)
    size = sum((abs(miss.error) for miss in missed), Decimal(0)) / len(missed)
    return HorizonErrors(weeks, len(missed), bias, size, _covered(missed, weeks))


def _covered(missed: Sequence[Miss], weeks: int) -> Decimal | None:
    """Every forecast against the band of the errors that were known when it was made."""
    held = []
    for now in missed:
        known = [miss.error for miss in missed if miss.came_on < now.made_on]
        if is_enough(len(known), weeks):
            held.append(abs(now.error) <= reach(known, weeks, EIGHTY_PERCENT))
    return Decimal(sum(held)) / len(held) if held else None


def _alarms(forecasts: Sequence[PastForecast], came: Mapping[date, Decimal], floor: Decimal) -> Alarms:
    counts = {(warned, fell): 0 for warned in (True, False) for fell in (True, False)}
    for forecast in forecasts:
        days = [forecast.last_day(weeks) for weeks in range(1, len(forecast.closings) + 1)]
        if all(day in came for day in days):
            warned = min(forecast.closings) < floor
            counts[warned, min(came[day] for day in days) < floor] += 1
    return Alarms(counts[True, True], counts[True, False], counts[False, True], counts[False, False])
