"""Judges the forecasts of past weeks by what came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from orchestrators.calculations.runway.accuracy.forecast_backtest import ForecastBackTest, judge
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.runway.accuracy.past_forecasts import PastForecasts


@dataclass(frozen=True, slots=True)
class ForecastBackTests:
    """The back-test of either baseline, in home currency, and the week of the first forecast."""

    currency_code: str
    since: date | None
    results: Mapping[Baseline, ForecastBackTest]


def back_tests(past: PastForecasts) -> ForecastBackTests:
    """The back-test of all forecasts that were made, with either baseline; pure."""
    results = {baseline: judge(past.made[baseline], past.came, past.floor) for baseline in Baseline}
    return ForecastBackTests(past.currency_code, past.since, results)
