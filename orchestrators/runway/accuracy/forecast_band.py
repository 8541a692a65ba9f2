"""How far the balance may stray from the forecast, by how far forecasts of past weeks did."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from orchestrators.calculations.runway.accuracy.bands import BandPoint, band
from orchestrators.calculations.runway.usual import Baseline
from orchestrators.figures import UnknownReason
from orchestrators.refusals import BadInput
from orchestrators.runway.accuracy.forecast_accuracy import StoredForecastsDataOrchestrator
from orchestrators.runway.liquidity import BusinessLiquidity


@dataclass(frozen=True, slots=True)
class ForecastBand:
    """A point a week, or why there are none; made of so many past forecasts that could be judged."""

    coverage: Decimal
    forecasts_judged: int
    unknown_reason: UnknownReason | None
    points: tuple[BandPoint, ...]


@dataclass(frozen=True, slots=True)
class ForecastBandDataOrchestrator:
    """Makes it of the stored forecasts of the same baseline; one statement."""

    db: ReadBooks

    async def get_data(
        self, business_id: UUID, business_liquidity: BusinessLiquidity, coverage: Decimal
    ) -> ForecastBand | None:
        """The band; None without a forecast. Raises `BadInput` naming `coverage`."""
        if not 0 < coverage < 1:
            raise BadInput("coverage", "must be between 0 and 1, such as 0.8")
        liquidity = business_liquidity.liquidity
        if liquidity.outlook is None:
            return None
        baseline = liquidity.facts.settings.policy.baseline or Baseline.NONE
        stored = await StoredForecastsDataOrchestrator(self.db).get_data(
            business_id, baseline, liquidity.today
        )
        made = band(liquidity.outlook.forecast, stored.made, stored.came, coverage)
        return ForecastBand(coverage, made.judged, made.reason, made.points)
