"""What a back-test of forecasts says, as tables for people and as a value for machines."""

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal

from rich.table import Table

from db.directory import Listed
from isolation.reports.tables import table
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.money import money
from orchestrators.runway.accuracy.forecast_backtest import ForecastBackTests
from schema.ids import encode

_TITLES = {
    Baseline.NONE: "known cash flows only (NONE)",
    Baseline.USUAL: "with usual cash flows (USUAL)",
}


def forecast_summary(business: Listed, tests: ForecastBackTests) -> dict[str, object]:
    """Amounts in home currency, as they are before rounding."""
    return {
        "business": {"id": encode("Business", business.id), "name": business.name},
        "since": tests.since,
        "currencyCode": tests.currency_code,
        "baselines": {
            baseline.value: {
                "horizons": [asdict(horizon) for horizon in result.horizons],
                "alarms": asdict(result.alarms),
            }
            for baseline, result in tests.results.items()
        },
    }


def forecast_tables(business: Listed, tests: ForecastBackTests) -> Iterator[Table]:
    """The misses of either baseline by horizon, then their alarms."""
    code = tests.currency_code
    misses = [
        (
            _TITLES[baseline],
            str(horizon.weeks),
            f"{horizon.n:,}",
            _amount(horizon.miss, code),
            _amount(horizon.bias, code),
            "" if horizon.covered is None else f"{horizon.covered:.0%}",
        )
        for baseline, result in tests.results.items()
        for horizon in result.horizons
    ]
    heads = ("forecasts", "weeks", "number", "mean error", "actual less forecast", "in the 80 % band")
    yield table(heads, misses, title=f"{business.name}, forecasts since {tests.since}, {code}")
    alarms = [
        (_TITLES[baseline], *(str(count) for count in asdict(result.alarms).values()))
        for baseline, result in tests.results.items()
    ]
    heads_of_alarms = ("forecasts", "correct alarms", "false alarms", "missed falls", "correctly no alarm")
    yield table(heads_of_alarms, alarms, title="Alarms: balance below the floor within thirteen weeks")


def _amount(amount: Decimal | None, code: str) -> str:
    return "" if amount is None else f"{money(amount, code).amount:,}"
