"""How far the balance may stray from the forecast, by how far predictions missed before."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from orchestrators.books.history import HistoryDataOrchestrator
from orchestrators.calculations.runway.accuracy.bands import BandPoint, Errors, band
from orchestrators.calculations.runway.accuracy.collection_backtest import predictions
from orchestrators.figures import UnknownReason
from orchestrators.refusals import BadInput
from orchestrators.runway.liquidity import BusinessLiquidity

#: Enough for any tail, and the work stays bounded.
MOST_ERRORS = 5_000


@dataclass(frozen=True, slots=True)
class ForecastBand:
    """A point a week, or why there are none; made of so many predictions that could be judged."""

    coverage: Decimal
    predictions_judged: int
    unknown: UnknownReason | None
    points: tuple[BandPoint, ...]


@dataclass(frozen=True, slots=True)
class ForecastBandDataOrchestrator:
    """Back-tests the collection rule on the business's own invoices; its errors widen the forecast."""

    db: ReadBooks

    async def get_data(
        self, business_id: UUID, business_liquidity: BusinessLiquidity, coverage: Decimal
    ) -> ForecastBand | None:
        """The band; None without a forecast. Raises `BadInput` naming `coverage`."""
        if not 0 < coverage < 1:
            raise BadInput("coverage", "must be between 0 and 1, such as 0.8")
        outlook = business_liquidity.liquidity.outlook
        if outlook is None:
            return None
        settled = await HistoryDataOrchestrator(self.db).settled_invoices(
            business_id, business_liquidity.liquidity.today, MOST_ERRORS
        )
        errors = Errors(tuple(prediction.error for prediction in predictions(settled)))
        made = band(outlook.forecast, outlook.flows, errors, coverage)
        return ForecastBand(coverage, len(errors.days), made.reason, made.points)
