"""How far forecasts of past days missed what came, and whether what they warned of came true."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from orchestrators.calculations.spread import quantile

#: The weeks at whose end a forecast is judged.
HORIZONS = (4, 8, 13)
#: With fewer forecasts on either side, a band of the earlier ones says nothing about the later ones.
LEAST_JUDGED = 10
_LOW, _HIGH = Decimal("0.1"), Decimal("0.9")


@dataclass(frozen=True, slots=True)
class PastForecast:
    """What was forecast on the first day of a week: the closing balance of it and of those after it."""

    made_on: date
    closings: tuple[Decimal, ...]

    def last_day(self, weeks: int) -> date:
        """The last day of the week that is the so-manieth, counted from 1."""
        return self.made_on + timedelta(days=7 * weeks - 1)


@dataclass(frozen=True, slots=True)
class HorizonErrors:
    """What came less what was forecast, so many weeks ahead, of `n` forecasts, in home currency.

    `bias` is the mean, `miss` the mean without its sign; both None where nothing could be judged. Of the
    later half `covered` lay within the middle 80 % of the earlier half's errors; None with under ten in one.
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

    right: int
    false: int
    missed: int
    quiet: int


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
        tuple(_horizon(weeks, list(_errors(forecasts, came, weeks))) for weeks in HORIZONS),
        _alarms(forecasts, came, floor),
    )


def _errors(forecasts: Sequence[PastForecast], came: Mapping[date, Decimal], weeks: int) -> Iterator[Decimal]:
    for forecast in forecasts:
        day = forecast.last_day(weeks)
        if day in came and len(forecast.closings) >= weeks:
            yield came[day] - forecast.closings[weeks - 1]


def _horizon(weeks: int, errors: Sequence[Decimal]) -> HorizonErrors:
    if not errors:
        return HorizonErrors(weeks, 0, None, None, None)
    bias = sum(errors, Decimal(0)) / len(errors)
    miss = sum(map(abs, errors), Decimal(0)) / len(errors)
    return HorizonErrors(weeks, len(errors), bias, miss, _covered(errors))


def _covered(errors: Sequence[Decimal]) -> Decimal | None:
    half = len(errors) // 2
    if half < LEAST_JUDGED:
        return None
    earlier = sorted(int(error.scaleb(4)) for error in errors[:half])
    low, high = (quantile(earlier, share).scaleb(-4) for share in (_LOW, _HIGH))
    later = errors[half:]
    return Decimal(sum(low <= error <= high for error in later)) / len(later)


def _alarms(forecasts: Sequence[PastForecast], came: Mapping[date, Decimal], floor: Decimal) -> Alarms:
    counts = {(warned, fell): 0 for warned in (True, False) for fell in (True, False)}
    for forecast in forecasts:
        days = [forecast.last_day(weeks) for weeks in range(1, len(forecast.closings) + 1)]
        if all(day in came for day in days):
            warned = min(forecast.closings) < floor
            counts[warned, min(came[day] for day in days) < floor] += 1
    return Alarms(counts[True, True], counts[True, False], counts[False, True], counts[False, False])
