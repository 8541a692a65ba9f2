"""How far the balance may stray from the forecast: bands made of what forecasts of past weeks missed by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from statistics import NormalDist

from orchestrators.calculations.runway.accuracy.past_forecasts import PastForecast, is_enough, misses
from orchestrators.calculations.runway.forecast import WEEKS, Forecast
from orchestrators.calculations.spread import quantile
from orchestrators.figures import UnknownReason

_FOUR_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class BandPoint:
    """The closing balance of a week's last day: as forecast, and the band around it, in home currency."""

    day: date
    low: Decimal
    projected: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """A point a week, or why there are none; `judged` forecasts told what the thirteenth week missed by."""

    coverage: Decimal
    judged: int
    reason: UnknownReason | None
    points: tuple[BandPoint, ...]


def band(
    forecast: Forecast, past: Iterable[PastForecast], came: Mapping[date, Decimal], coverage: Decimal
) -> Band:
    """The band around the closing balances, by how far those of past weeks were from what came.

    Its distance to the forecast is the `reach` of the errors so many weeks ahead, and never shrinks with
    time. The coverage lies between 0 and 1. Too few forecasts to judge by are INSUFFICIENT_HISTORY.
    """
    kept = tuple(past)
    errors = [[miss.error for miss in misses(kept, came, weeks)] for weeks in range(1, WEEKS + 1)]
    judged = len(errors[-1])
    if not is_enough(judged, WEEKS):
        return Band(coverage, judged, UnknownReason.INSUFFICIENT_HISTORY, ())
    reaches = accumulate((reach(made, at, coverage) for at, made in enumerate(errors, start=1)), max)
    points = (
        BandPoint(week.end_date, week.closing_balance - far, week.closing_balance, week.closing_balance + far)
        for week, far in zip(forecast.weeks, reaches, strict=True)
    )
    return Band(coverage, judged, None, tuple(points))


def reach(errors: Sequence[Decimal], weeks: int, coverage: Decimal) -> Decimal:
    """How far an error so many weeks ahead goes at most, in that share of the cases, in home currency.

    The quantile of the errors' sizes, times Student's t by the normal quantile of the coverage. Forecasts of
    so many weeks, made a week apart, share most of what they miss by (Hansen and Hodrick 1980, Forward
    exchange rates as optimal predictors): n of them count as the (n - 1) / weeks + 1 windows that they span
    without a week in common. These are t's degrees of freedom, as the errors' mean is taken to be zero
    (Student 1908, The probable error of a mean). There must be two of them at least.
    """
    sizes = sorted(int(abs(error).scaleb(4)) for error in errors)
    windows = (len(errors) - 1) / weeks + 1
    return quantile(sizes, coverage).scaleb(-4) * _by_few(windows, float(coverage))


def _by_few(windows: float, coverage: float) -> Decimal:
    """Student's t by the normal quantile; t by its expansion (Abramowitz and Stegun, 26.7.5)."""
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    terms = (
        (z**2 + 1) / 4,
        (5 * z**4 + 16 * z**2 + 3) / 96,
        (3 * z**6 + 19 * z**4 + 17 * z**2 - 15) / 384,
    )
    more = sum(term / windows**power for power, term in enumerate(terms, start=1))
    return Decimal(1 + more).quantize(_FOUR_PLACES)
