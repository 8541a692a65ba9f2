"""Makes the forecasts of past weeks again, and keeps them: the last step of an import, and of a back-test."""

from uuid import UUID

from db.directory import user_id_of
from db.entrance import Books
from orchestrators.runway.accuracy.past_forecasts import (
    PastForecastOrchestrator,
    PastForecasts,
    PastForecastsDataOrchestrator,
)
from orchestrators.sources.writer import Progress as Report
from server.sources.importing import OPERATOR


async def make_past_forecasts(books: Books, business_id: UUID, report: Report) -> PastForecasts:
    """Compute them in a snapshot, so that nobody waits, and replace those that are stored.

    The operator must be a member of the business.
    """
    operator = user_id_of(OPERATOR)
    async with books.reading(operator, business_id) as (desk, caller):
        made = await PastForecastsDataOrchestrator(desk).get_data(
            caller.business_id, caller.today, lambda done, total: report("past forecasts", done, total)
        )
    async with books.writing(operator, business_id) as (writing, caller):
        await PastForecastOrchestrator(writing).keep(caller.business_id, made)
    return made
