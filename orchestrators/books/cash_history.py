"""Cash on many past days."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.books import ReadBooks
from db.queries.books import cash_history as queries
from orchestrators.books.cash import cash_of
from orchestrators.figures import Figure


@dataclass(frozen=True, slots=True)
class CashHistoryDataOrchestrator:
    """Reads them with one statement, and with another one where an account is in a foreign currency."""

    db: ReadBooks

    async def get_data(
        self, business_id: UUID, days: Sequence[date], home: str, *, with_undeposited: bool
    ) -> dict[date, Figure]:
        """The cash of each of the past days as `position` has it, in home currency."""
        about = {"business_id": business_id, "days": sorted(days)}
        rows = await self.db.rows(queries.CASH_ON_DAYS, about)
        currencies = {row["currency_code"] for row in rows} - {home}
        rates: defaultdict[date, dict[str, Decimal]] = defaultdict(dict)
        if currencies:
            about["currencies"] = sorted(currencies)
            for row in await self.db.rows(queries.RATES_ON_DAYS, about):
                rates[row["day"]][row["code"]] = row["rate"]
        counted = [row for row in rows if row["is_bank"] or with_undeposited]
        return {day: cash_of([row for row in counted if row["day"] == day], rates[day], home) for day in days}
