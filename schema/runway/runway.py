"""How long the cash lasts: cash, burn, the average and the dated runway, and what they rest on."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from orchestrators.books.documents import Document as DocumentModel
from orchestrators.calculations.runway import runway as calculated
from orchestrators.calculations.runway.burn import BurnAverage, BurnMonth
from orchestrators.calculations.runway.forecast import Forecast as ForecastModel
from orchestrators.calculations.runway.runway import AverageRunwayState, DatedRunwayState
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
from schema.connections import After, Before, Connection, First, Last, page_request
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, UnknownReason, shown_money
from schema.runway.assumptions import RunwayAssumptions
from schema.runway.change import RunwayChange
from schema.runway.forecast import Forecast, ForecastBand, ForecastFlow

Info = strawberry.Info[Context, None]

_COVERAGE = Decimal("0.8")

describe_enum(
    AverageRunwayState,
    "Kind of result of the average runway.",
    {
        "FINITE": "Available cash lasts for a known number of days.",
        "EXHAUSTED": "Available cash is zero or negative: 0 days.",
        "INFINITE": "Net burn is zero or less, so cash is never used up.",
        "UNKNOWN": "The average runway is unknown; `unknownReason` has the reason.",
    },
)
describe_enum(
    DatedRunwayState,
    "Whether the forecast balance falls below the floor within the horizon.",
    {
        "FALLS_BELOW": "The balance falls below the floor within the thirteen weeks.",
        "BEYOND_HORIZON": "The balance stays at or above the floor for the thirteen weeks.",
    },
)


@face(BurnMonth, "Receipts and payments of bank accounts in a calendar month.")
class MonthlyCash:
    start_date: date = shown("First day of the month.")
    cash_in: Money = shown_money(
        "Receipts without transfers between own accounts and without financing, in home currency."
    )
    cash_out: Money = shown_money(
        "Payments without transfers between own accounts and without financing, in home currency."
    )
    net: Money = shown_money(
        "Net burn: payments less receipts, in home currency; negative when receipts were higher."
    )


@face(runway.BurnRate, "Burn per month and per day.")
class BurnRate:
    mean: Money = shown("Mean burn per month: the sum of the months divided by their number.")
    median: Money = shown("Median burn per month.")
    per_day: Money = shown(
        "Burn per day, by the mean or the median as the average runway's `burnAverage` says: that runway is "
        "`available` divided by the net value."
    )
    per_day_of_mean: Money = shown(
        "Mean burn per day: the total of the window divided by its number of days."
    )
    per_day_of_median: Money = shown(
        "Median burn per day: the median times the number of months, divided by the number of days."
    )


@face(runway.CashBurn, "Burn of the last completed months.")
class CashBurn:
    unknown_reason: UnknownReason | None = shown("Why burn is unknown; null when it is known.")
    window_start_date: date = shown("First day of the months considered.")
    window_end_date: date = shown("Last day of the months considered: the end of the last completed month.")
    months: list[MonthlyCash] = shown(
        "Receipts and payments of the completed months, the oldest first; at most three."
    )
    gross: BurnRate | None = shown("Gross burn: payments only. Null when unknown.")
    net: BurnRate | None = shown("Net burn: payments less receipts. Null when unknown.")


@face(calculated.AverageRunway, "Average runway: available cash divided by net burn per day.")
class AverageRunway:
    state: AverageRunwayState = shown("Kind of result, such as FINITE.")
    unknown_reason: UnknownReason | None = shown(
        "Why the average runway is unknown; null unless the state is UNKNOWN."
    )
    days: Decimal | None = shown(
        "Days that cash lasts, to four decimal places; null when infinite or unknown."
    )
    months: Decimal | None = shown(
        "Months that cash lasts, at 365.25 / 12 days each; null when infinite or unknown."
    )
    shortfall: Money | None = shown_money(
        "Amount by which available cash is below zero; null unless the state is EXHAUSTED."
    )
    exhaustion_date: date | None = shown("Last calendar day that cash lasts; null when infinite or unknown.")
    burn_average: BurnAverage | None = shown(
        "Average of burn that was used: the policy's, or the other one if the policy's is zero or less "
        "although the forecast falls below the floor. Null when unknown."
    )


@face(
    calculated.DatedRunway,
    "Dated runway: the first day on which the forecast balance closes below the floor.",
)
class DatedRunway:
    state: DatedRunwayState = shown("Whether the balance falls below the floor within the horizon.")
    days: int | None = shown(
        "Days from the day of the forecast until `belowFloorDate`; null beyond the horizon."
    )
    below_floor_date: date | None = shown(
        "First day on which the balance closes below the floor; null beyond the horizon."
    )


@face(calculated.DatedRunway, "Lowest closing balance of the forecast.")
class LowestBalance:
    lowest: Money = shown_money("The lowest closing balance, in home currency.", name="amount")
    lowest_on: date = shown("First day with the lowest closing balance.", name="date")


@face(runway.Runway, "How long the cash of the business lasts, as of a day.")
class Runway:
    as_of: date = shown("Day of the figures, in the business's time zone.")
    cash: Money | None = shown("Balance of all active bank accounts in home currency; null when unknown.")
    available: Money | None = shown(
        "Available cash: cash less earmarks, the start of both runways; null when unknown."
    )
    unknown_reason: UnknownReason | None = shown("Why there is no forecast; null when there is one.")
    burn: CashBurn = shown("Burn of the last completed months.")
    average: AverageRunway = shown("Average runway: available cash divided by net burn.")
    dated: DatedRunway | None = shown("Dated runway by the forecast; null without a forecast.")
    doubt: UnknownReason | None = shown(
        "Why the forecast may lack recurring flows, as records are missing: UNRECONCILED, UNKNOWN_ACCOUNT "
        "or MISSING_DOCUMENTS; null without doubt."
    )
    lowest_balance: LowestBalance | None = shown(
        "Lowest closing balance of the forecast; null without a forecast."
    )
    buffer_is_kept: bool | None = shown(
        "Whether the dated runway is at least the policy's buffer days; null without a forecast."
    )
    assumptions: RunwayAssumptions = shown("Inputs and settings of the figures.")

    @field(Forecast | None, "Cash flow forecast over thirteen weeks; null when unknown.")
    def forecast(self, runway: strawberry.Parent[runway.Runway]) -> ForecastModel | None:
        return resolvers.forecast(runway)

    @field(
        list[Document] | None,
        "Documents without an exchange rate, which make the runway unknown; the first 100.",
    )
    async def documents_without_rate(
        self, runway: strawberry.Parent[runway.Runway], info: Info
    ) -> tuple[DocumentModel, ...]:
        return await resolvers.without_rate(info.context, runway)

    @field(
        Connection[ForecastFlow] | None,
        "Cash flows of the forecast by day, each with its document if there is one.",
    )
    async def flows(
        self,
        runway: strawberry.Parent[runway.Runway],
        info: Info,
        source: Annotated[
            FlowSource | None, strawberry.argument(description="Return only flows of this source.")
        ] = None,
        start: Annotated[
            date | None,
            strawberry.argument(name="fromDate", description="Return only flows on or after this day."),
        ] = None,
        end: Annotated[
            date | None,
            strawberry.argument(
                name="toDate",
                description="Return only flows on or before this day; null includes flows beyond the "
                "horizon.",
            ),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Page[FlowModel]:
        wanted = Wanted(source, start, end)
        return await resolvers.flows(
            info.context, runway, wanted, page_request(info, first, after, last, before)
        )

    @field(
        ForecastBand | None,
        "Confidence band of the forecast balance, from the errors of past forecasts; null without a "
        "forecast.",
    )
    async def band(
        self,
        runway: strawberry.Parent[runway.Runway],
        info: Info,
        coverage: Annotated[
            Decimal,
            strawberry.argument(
                description="Share of actual balances that are expected inside the band, such as 0.8."
            ),
        ] = _COVERAGE,
    ) -> BandModel | None:
        return await resolvers.band(info.context, runway, coverage)

    @field(
        RunwayChange | None,
        "Change of the dated runway since an earlier day, with its causes; null when either runway is "
        "unknown.",
    )
    async def change(
        self,
        runway: strawberry.Parent[runway.Runway],
        info: Info,
        since_date: Annotated[date, strawberry.argument(description="The earlier day to compare with.")],
    ) -> ChangeModel | None:
        return await resolvers.change(info.context, runway, since_date)


@strawberry.type
class RunwayQueries:
    """What can be asked about the runway."""

    @field(Runway | None, "How long the cash lasts, today or as of an earlier day.")
    async def runway(
        self,
        info: Info,
        as_of: Annotated[
            date | None,
            strawberry.argument(description="Day of the figures, not after today; today by default."),
        ] = None,
    ) -> runway.Runway:
        return await resolvers.runway(info.context, as_of)
