"""How far the expected collection dates missed, on the business's own settled invoices."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.books import ReadBooks
from orchestrators.books.history import HistoryDataOrchestrator
from orchestrators.calculations.runway.accuracy.collection_backtest import (
    BackTest,
    Calibration,
    back_test,
    calibration,
    predictions,
)


@dataclass(frozen=True, slots=True)
class CollectionBackTest:
    """The errors over all invoices, and whether the band of the earlier ones held for the later ones."""

    as_of: date
    errors: BackTest
    calibration: Calibration | None


@dataclass(frozen=True, slots=True)
class BackTestDataOrchestrator:
    """Asks the rule on each invoice's issue date what it knew then."""

    db: ReadBooks

    async def get_data(self, business_id: UUID, as_of: date) -> CollectionBackTest:
        """On all invoices settled by `as_of`, disputed ones too: the source does not tell which they are."""
        settled = await HistoryDataOrchestrator(self.db).settled_invoices(business_id, as_of)
        judged = tuple(predictions(settled))
        return CollectionBackTest(as_of, back_test(judged), calibration(judged))
