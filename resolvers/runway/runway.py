"""How long the cash lasts, and what changes that."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from orchestrators.books.cash import Account
from orchestrators.books.documents import Document, DocumentDataOrchestrator
from orchestrators.calculations.decisions.priority import Priority
from orchestrators.calculations.runway.forecast import Forecast
from orchestrators.calculations.runway.item_effects import priority
from orchestrators.money import Written
from orchestrators.paging import Page, PageRequest
from orchestrators.runway import item_effects
from orchestrators.runway.accuracy.forecast_accuracy import ForecastAccuracy, ForecastAccuracyDataOrchestrator
from orchestrators.runway.accuracy.forecast_band import ForecastBand, ForecastBandDataOrchestrator
from orchestrators.runway.change import RunwayChange, RunwayChangeDataOrchestrator
from orchestrators.runway.forecast import (
    ForecastFlow,
    ForecastFlowDataOrchestrator,
    UsualBasis,
    UsualDocument,
    UsualWeek,
    Wanted,
)
from orchestrators.runway.forecast import usual_weeks as weeks_behind
from orchestrators.runway.item_effects import RunwayImpact
from orchestrators.runway.liquidity import BusinessLiquidity, LiquidityDataOrchestrator
from orchestrators.runway.runway import Assumptions, Runway
from orchestrators.runway.runway import runway as shown
from orchestrators.runway.unknown_accounts import AbsenceDataOrchestrator, MissingDocuments
from orchestrators.runway.what_if import Scenario, WhatIf
from orchestrators.runway.what_if import what_if as compared
from resolvers.context import Context
from resolvers.home_currency import keep_home_currency

#: A list for people: with more of them the count says how many.
MOST_NAMED = 100
#: The fields of a document that are made of the liquidity.
OF_LIQUIDITY = frozenset({"discount", "impact", "priority"})
_TODAY, _FAILURE = ("liquidity", None), "failure of the liquidity"

T = TypeVar("T")


async def liquidity(context: Context, as_of: date | None = None) -> BusinessLiquidity:
    """What all of these follow from: read and computed once a request and day."""
    result = await context.read_once(
        ("liquidity", as_of),
        lambda books, caller: LiquidityDataOrchestrator(books).get_data(
            caller.business_id, caller.today, as_of
        ),
    )
    keep_home_currency(context, result.currency_code)
    return result


async def runway(context: Context, as_of: date | None) -> Runway:
    """The runway as of a day, today without one."""
    return shown(await liquidity(context, as_of))


def forecast(runway: Runway) -> Forecast | None:
    """Its forecast, if one can be made."""
    outlook = runway.behind.liquidity.outlook
    return None if outlook is None else outlook.forecast


async def accuracy(context: Context, forecast: Forecast) -> ForecastAccuracy:
    """How right forecasts of the weeks before it were."""
    return await context.read(
        lambda books, caller: ForecastAccuracyDataOrchestrator(books).get_data(
            caller.business_id, forecast.today
        )
    )


async def without_rate(context: Context, runway: Runway) -> tuple[Document, ...]:
    """The first documents whose rate is missing, in the order of their ids."""
    ids = sorted(runway.behind.liquidity.facts.without_rate)[:MOST_NAMED]
    text = await context.read(
        lambda books, caller: DocumentDataOrchestrator(books).by_id(caller.business_id, caller.today, ids)
    )
    return tuple(text[document_id] for document_id in ids if document_id in text)


async def missing_documents(context: Context, assumptions: Assumptions) -> tuple[MissingDocuments, ...]:
    """What payments since burn's window began settle and the books do not hold."""
    return await context.read(
        lambda books, caller: AbsenceDataOrchestrator(books).documents(
            caller.business_id, assumptions.burn_window_start_date, assumptions.as_of
        )
    )


async def cards_never_paid(context: Context, assumptions: Assumptions) -> tuple[Account, ...]:
    """Cards whose spending is in no burn."""
    return await context.read(
        lambda books, caller: AbsenceDataOrchestrator(books).cards_never_paid(
            caller.business_id, assumptions.burn_window_start_date, assumptions.as_of
        )
    )


async def flows(context: Context, runway: Runway, wanted: Wanted, request: PageRequest) -> Page[ForecastFlow]:
    """A page of what its forecast is made of."""
    return await context.read(
        lambda books, caller: ForecastFlowDataOrchestrator(books).flows(
            caller.business_id, caller.today, runway.behind, wanted, request
        )
    )


def usual_weeks(basis: UsualBasis) -> tuple[UsualWeek, ...]:
    """The past weeks that a usual amount rests on."""
    return weeks_behind(basis)


async def usual_documents(context: Context, basis: UsualBasis, request: PageRequest) -> Page[UsualDocument]:
    """A page of what moved in the weeks that a usual amount rests on."""
    return await context.read(
        lambda books, caller: ForecastFlowDataOrchestrator(books).usual_documents(
            caller.business_id, basis, request
        )
    )


async def band(context: Context, runway: Runway, coverage: Decimal) -> ForecastBand | None:
    """How far its balance may stray."""
    return await context.read(
        lambda books, caller: ForecastBandDataOrchestrator(books).get_data(
            caller.business_id, runway.behind, coverage
        )
    )


async def change(context: Context, runway: Runway, since: date) -> RunwayChange | None:
    """Why it is another one than on a day before."""
    return await context.read(
        lambda books, caller: RunwayChangeDataOrchestrator(books).get_data(
            caller.business_id, caller.today, runway.behind, since
        )
    )


def of_liquidity(
    make: Callable[[BusinessLiquidity, UUID], T], item_id: UUID, context: Context
) -> T | Awaitable[T]:
    """What is made of an item's liquidity; at once where that is known, so that a page does not wait."""
    if (failure := context.kept(_FAILURE)) is not None:
        raise failure
    known: BusinessLiquidity | None = context.kept(_TODAY)
    return _later(make, item_id, context) if known is None else make(known, item_id)


async def _later(make: Callable[[BusinessLiquidity, UUID], T], item_id: UUID, context: Context) -> T:
    return make(await liquidity(context), item_id)


async def beforehand(context: Context, page: Page[Document]) -> Page[Document]:
    """The page; what its documents are shown with is known by then, if that takes the liquidity."""
    if page.nodes and page.request.shown and not page.request.shown.isdisjoint(OF_LIQUIDITY):
        try:
            await liquidity(context)
        except Exception as error:
            # Told by the fields themselves. To try again would be to answer of two snapshots.
            context.keep(_FAILURE, error)
    return page


def item_priority(made: BusinessLiquidity, item_id: UUID) -> Priority | None:
    """How pressing an item is today."""
    return priority(made.liquidity, item_id)


item_impact, item_discount = item_effects.item_impact, item_effects.item_discount


async def impact_on(context: Context, item_id: UUID, day: date) -> RunwayImpact | None:
    """The same on a day."""
    return item_effects.impact_on(await liquidity(context), item_id, day)


async def what_if(context: Context, scenarios: Sequence[Scenario], written: Sequence[Written]) -> WhatIf:
    """Scenarios against the forecast of today."""
    return compared(await liquidity(context), scenarios, written)
