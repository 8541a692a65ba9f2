"""Reads which baseline the forecasts of a business have."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.books import ReadBooks
from db.queries.runway import past_forecasts as queries
from orchestrators.calculations.runway.accuracy.baseline import ChosenBaseline, MeanMiss, choose
from orchestrators.calculations.runway.usual import Baseline


@dataclass(frozen=True, slots=True)
class BaselineDataOrchestrator:
    """Asks the stored back-test where the policy chose nothing; one statement, and none where it did."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, wanted: Baseline | None, as_of: date) -> ChosenBaseline:
        """The baseline that holds, by what had come before a day; `wanted` is the policy's."""
        if wanted is not None:
            return choose(wanted, ())
        rows = await self.db.rows(queries.MEAN_MISSES, {"business_id": business_id, "as_of": as_of})
        misses = (MeanMiss(Baseline(row["baseline"]), row["weeks"], row["n"], row["miss"]) for row in rows)
        return choose(None, misses)
