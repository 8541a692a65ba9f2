"""How right forecasts of past weeks were, by those that are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from db.queries.runway import past_forecasts as queries
from orchestrators.calculations.runway.accuracy.forecast_backtest import Alarms, HorizonErrors, judge
from orchestrators.calculations.runway.accuracy.past_forecasts import LEAST_JUDGED, PastForecast, is_enough
from orchestrators.calculations.runway.forecast import WEEKS
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.figures import UnknownReason
from orchestrators.runway.accuracy.baseline import BaselineDataOrchestrator
from orchestrators.settings.runway_policy import RunwayPolicyDataOrchestrator


@dataclass(frozen=True, slots=True)
class StoredForecasts:
    """Forecasts, the earliest first, and the balances that came, by the last days of weeks."""

    made: tuple[PastForecast, ...]
    came: Mapping[date, Decimal]


@dataclass(frozen=True, slots=True)
class HorizonAccuracy:
    """Errors of past forecasts so many weeks ahead: actual less forecast balance, in home currency.

    `bias` is their mean, `mean_absolute_error` the mean of their sizes; `inside_band_share` the share (four
    places) inside the 80 % band known at the time of the forecast. Each that is None has a reason beside it.
    """

    weeks_ahead: int
    forecasts_judged: int
    bias: Decimal | None
    mean_absolute_error: Decimal | None
    unknown_reason: UnknownReason | None
    inside_band_share: Decimal | None
    inside_band_unknown_reason: UnknownReason | None


@dataclass(frozen=True, slots=True)
class ForecastAccuracy:
    """Of forecasts with a baseline since a day; `unknown` says why there are no alarms, and no band."""

    baseline: Baseline
    first_forecast_date: date | None
    horizons: tuple[HorizonAccuracy, ...]
    alarms: Alarms | None
    unknown_reason: UnknownReason | None


@dataclass(frozen=True, slots=True)
class StoredForecastsDataOrchestrator:
    """Reads what the last import left, with one statement."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, baseline: Baseline, as_of: date) -> StoredForecasts:
        """The forecasts made before a day, and the balances in home currency that came before it, by day."""
        about = {"business_id": business_id, "baseline": baseline}
        rows = await self.db.rows(queries.PAST_FORECASTS, about)
        made = tuple(PastForecast(row["made_on"], tuple(row["closings"])) for row in rows)
        came = {row["made_on"] + timedelta(days=6): row["came"] for row in rows if row["came"] is not None}
        return StoredForecasts(
            tuple(item for item in made if item.made_on < as_of),
            {day: balance for day, balance in came.items() if day < as_of},
        )


@dataclass(frozen=True, slots=True)
class ForecastAccuracyDataOrchestrator:
    """Holds the stored forecasts of the baseline that holds to what came; two statements at most."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, as_of: date) -> ForecastAccuracy:
        """How far stored forecasts missed what had come before a day; unknown where too few can be judged."""
        policy = await RunwayPolicyDataOrchestrator(self.db).policy(business_id)
        chosen = await BaselineDataOrchestrator(self.db).get_data(business_id, policy.baseline, as_of)
        baseline = chosen.baseline
        stored = await StoredForecastsDataOrchestrator(self.db).get_data(business_id, baseline, as_of)
        result = judge(stored.made, stored.came, policy.floor)
        unknown = _unless(is_enough(result.horizons[-1].n, WEEKS))
        return ForecastAccuracy(
            baseline,
            min((item.made_on for item in stored.made), default=None),
            tuple(_horizon(errors) for errors in result.horizons),
            None if unknown else result.alarms,
            unknown,
        )


def _horizon(errors: HorizonErrors) -> HorizonAccuracy:
    enough = errors.n >= LEAST_JUDGED
    covered = errors.covered
    return HorizonAccuracy(
        errors.weeks,
        errors.n,
        errors.bias if enough else None,
        errors.miss if enough else None,
        _unless(enough),
        None if covered is None else covered.quantize(Decimal("0.0001")),
        _unless(covered is not None),
    )


def _unless(enough: bool) -> UnknownReason | None:
    return None if enough else UnknownReason.INSUFFICIENT_HISTORY
