"""How long the cash lasts: cash, burn, the average and the dated runway, and what they rest on."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from orchestrators.books.documents import Document as DocumentModel
from orchestrators.calculations.runway import runway as calculated
from orchestrators.calculations.runway.burn import Average, BurnMonth
from orchestrators.calculations.runway.forecast import Forecast as ForecastModel
from orchestrators.calculations.runway.runway import DatedState, RunwayState
from orchestrators.calculations.values import FlowSource
from orchestrators.paging import Page
from orchestrators.runway import runway
from orchestrators.runway.accuracy.forecast_band import ForecastBand as BandModel
from orchestrators.runway.change import RunwayChange as ChangeModel
from orchestrators.runway.forecast import ForecastFlow as FlowModel
from orchestrators.runway.forecast import Wanted
from resolvers.context import Context
from resolvers.runway import runway as resolvers
from schema.books.documents import Document
from schema.connections import After, Connection, First, page_request
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, UnknownReason, shown_money
from schema.runway.assumptions import RunwayAssumptions
from schema.runway.change import RunwayChange
from schema.runway.forecast import Forecast, ForecastBand, ForecastFlow

Info = strawberry.Info[Context, None]

_COVERAGE = Decimal("0.8")

describe_enum(
    RunwayState,
    "What kind of answer the average runway is.",
    {
        "FINITE": "At this burn the cash is used up after the days given.",
        "EXHAUSTED": "No cash is left: 0 days, and the shortfall.",
        "INFINITE": "More comes in than goes out: the cash is never used up.",
        "UNKNOWN": "It cannot be computed; `unknown` says why.",
    },
)
describe_enum(
    DatedState,
    "Whether the projected balance falls below the floor within the horizon.",
    {
        "FALLS_BELOW": "On the day given.",
        "BEYOND_HORIZON": "Not within the thirteen weeks.",
    },
)


@face(BurnMonth, "What came in and went out of bank accounts in a calendar month.")
class MonthlyCash:
    first_day: date = shown("The month, by its first day.")
    cash_in: Money = shown_money("Without transfers between own accounts and financing.")
    cash_out: Money = shown_money("Without transfers between own accounts and financing.")
    net: Money = shown_money("Cash out less cash in; negative when more came in.")


@face(runway.BurnRate, "Burn a month, and a day.")
class BurnRate:
    mean: Money = shown("A month: the months' sum over their number.")
    median: Money = shown("A month: the middle one.")
    per_day: Money = shown(
        "A day by the mean or by the median, whichever the average runway `restsOn`: that runway is "
        "`available` over that of net burn."
    )
    per_day_of_mean: Money = shown("A day: the window's total over its actual days.")
    per_day_of_median: Money = shown("A day: the median times the number of months, over the actual days.")


@face(runway.CashBurn, "What the last completed months cost.")
class CashBurn:
    unknown: UnknownReason | None = shown("Why there is none.")
    window_start: date = shown("The first day looked at.")
    window_end: date = shown("The last day looked at: the end of the last completed month.")
    months: list[MonthlyCash] = shown("The completed months, oldest first; three at most.")
    gross: BurnRate | None = shown("Cash out.")
    net: BurnRate | None = shown("Cash out less cash in.")


@face(calculated.AverageRunway, "Available cash over net burn.")
class AverageRunway:
    state: RunwayState = shown("What kind of answer it is.")
    reason: UnknownReason | None = shown("Why it is UNKNOWN.", name="unknown")
    days: Decimal | None = shown("Four places; null when it is infinite or unknown.")
    months: Decimal | None = shown("Days of 365.25 / 12 to the month, for display.")
    shortfall: Money | None = shown_money("What is missing to zero, when it is exhausted.")
    exhausted_on: date | None = shown("The last day that the cash lasts, by calendar.")
    rests_on: Average | None = shown(
        "The average of burn that tells it: the policy's, or the other one where by the policy's nothing is "
        "used up and yet the forecast falls below the floor."
    )


@face(calculated.DatedRunway, "The first day on which the projected balance is below the floor.")
class DatedRunway:
    state: DatedState = shown("Whether it falls below at all.")
    days: int | None = shown("From the day of the forecast; null beyond the horizon.")
    falls_on: date | None = shown("That day; null beyond the horizon.")


@face(calculated.DatedRunway, "The lowest projected balance.")
class LowestBalance:
    lowest: Money = shown_money("How low it gets.", name="amount")
    lowest_on: date = shown("The first day that has it.", name="day")


@face(runway.Runway, "How long the cash lasts, as of a day.")
class Runway:
    as_of: date = shown("The day.")
    cash: Money | None = shown("On bank accounts; null when it is unknown.")
    available: Money | None = shown("Cash less earmarks: what the runway starts from.")
    unknown: UnknownReason | None = shown("Why there is no forecast.")
    burn: CashBurn = shown("What the last completed months cost.")
    average: AverageRunway = shown("Available cash over net burn.")
    dated: DatedRunway | None = shown("By the forecast; null without one.")
    doubt: UnknownReason | None = shown(
        "Why the forecast may miss what comes back regularly: UNRECONCILED or UNKNOWN_ACCOUNT, for which "
        "burn is unknown too; else null."
    )
    lowest_balance: LowestBalance | None = shown("By the forecast; null without one.")
    buffer_is_kept: bool | None = shown("Whether the dated runway is at least the policy's buffer.")
    assumptions: RunwayAssumptions = shown("What all of this rests on.")

    @field(Forecast | None, "Thirteen weeks by the direct method; null when it is unknown.")
    def forecast(self, runway: strawberry.Parent[runway.Runway]) -> ForecastModel | None:
        return resolvers.forecast(runway)

    @field(list[Document], "The documents that make it unknown for lack of a rate: the first 100.")
    async def documents_without_rate(
        self, runway: strawberry.Parent[runway.Runway], info: Info
    ) -> tuple[DocumentModel, ...]:
        return await resolvers.without_rate(info.context, runway)

    @field(Connection[ForecastFlow], "What the forecast is made of, by day: each flow with its document.")
    async def flows(
        self,
        runway: strawberry.Parent[runway.Runway],
        info: Info,
        source: Annotated[FlowSource | None, strawberry.argument(description="Of this source only.")] = None,
        start: Annotated[
            date | None, strawberry.argument(name="from", description="From this day on.")
        ] = None,
        end: Annotated[
            date | None,
            strawberry.argument(name="to", description="Up to this day; else beyond the horizon."),
        ] = None,
        first: First = 20,
        after: After = None,
    ) -> Page[FlowModel]:
        wanted = Wanted(source, start, end)
        return await resolvers.flows(info.context, runway, wanted, page_request(info, first, after))

    @field(
        ForecastBand | None,
        "How far the balance may stray, by what forecasts of past weeks missed by; null without a forecast.",
    )
    async def band(
        self,
        runway: strawberry.Parent[runway.Runway],
        info: Info,
        coverage: Annotated[
            Decimal,
            strawberry.argument(description="How often the balance is to come within it, such as 0.8."),
        ] = _COVERAGE,
    ) -> BandModel | None:
        return await resolvers.band(info.context, runway, coverage)

    @field(RunwayChange | None, "Why it is another one than on a day before; null where either is unknown.")
    async def change(
        self,
        runway: strawberry.Parent[runway.Runway],
        info: Info,
        since: Annotated[date, strawberry.argument(description="The day to compare with.")],
    ) -> ChangeModel | None:
        return await resolvers.change(info.context, runway, since)


@strawberry.type
class RunwayQueries:
    """What can be asked about the runway."""

    @field(Runway | None, "How long the cash lasts: today, or as of a day before, by what is known now.")
    async def runway(
        self,
        info: Info,
        as_of: Annotated[
            date | None, strawberry.argument(description="A day that is not after today; else today.")
        ] = None,
    ) -> runway.Runway:
        return await resolvers.runway(info.context, as_of)
