"""The forecast by the direct method: weeks, days, and flows that lead to the documents."""

from datetime import date
from decimal import Decimal

import strawberry

from orchestrators.calculations.runway import forecast as calculated
from orchestrators.calculations.runway.accuracy.bands import BandPoint
from orchestrators.calculations.runway.placement import FlowDateBasis
from orchestrators.calculations.values import FlowSource
from orchestrators.runway import forecast
from orchestrators.runway.accuracy import forecast_band
from orchestrators.runway.accuracy.forecast_accuracy import ForecastAccuracy as AccuracyModel
from resolvers.context import Context
from resolvers.runway import runway as resolvers
from schema.books.documents import Document
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, UnknownReason, shown_money
from schema.runway.accuracy import ForecastAccuracy
from schema.runway.usual import UsualBasis

Info = strawberry.Info[Context, None]

describe_enum(
    FlowSource,
    "Origin of a cash flow in the forecast.",
    {
        "INVOICE": "An open invoice that is not past due.",
        "BILL": "An open bill that is not past due.",
        "RECURRING": "A recurring flow, declared or detected in past payments.",
        "OVERDUE": "An open item past its due date, placed by the overdue policy.",
        "USUAL": "The usual weekly cash flow beyond known items, estimated from past weeks; see `Baseline`.",
        "ENTERED": "A payment, cheque or transfer that the books contain with a future date.",
        "UNDEPOSITED": "Money in Undeposited Funds that waits for its deposit, unless it counts as cash.",
        "CARD": "The debt of a credit card, on the day on which the card is usually paid.",
    },
)
describe_enum(
    FlowDateBasis,
    "Why a flow is placed on its day.",
    {
        "DECIDED": "A decision sets the day.",
        "SCHEDULED": "The books contain the payment with this date.",
        "EXPECTED": "The customer's payment habit suggests the day.",
        "DUE": "The item is due that day.",
        "OVERDUE_POLICY": "The item is past due, and the overdue policy sets the day.",
    },
)


@face(calculated.SourceTotal, "Receipts and payments of one source in a week.")
class SourceFlows:
    source: FlowSource = shown("Origin of the cash flows.")
    receipts: Money = shown_money("Sum of receipts, in home currency, not negative.")
    payments: Money = shown_money("Sum of payments, in home currency, not negative.")


@face(calculated.Week, "A week of the forecast: closing = opening + receipts - payments.")
class ForecastWeek:
    start_date: date = shown("First day of the week.")
    end_date: date = shown("Last day of the week.")
    opening_balance: Money = shown_money(
        "Opening balance: the closing balance of the week before; in the first week, available cash."
    )
    receipts: Money = shown_money("Sum of receipts, in home currency, not negative.")
    payments: Money = shown_money("Sum of payments, in home currency, not negative.")
    closing_balance: Money = shown_money("Closing balance at the end of the week, in home currency.")
    by_source: list[SourceFlows] = shown("Receipts and payments by source; they add up to those of the week.")


@face(calculated.DayBalance, "Projected balance at the end of a day.")
class ForecastDay:
    day: date = shown("The day of the balance.", name="date")
    balance: Money = shown_money("Closing balance of the day, in home currency.")


@face(calculated.Forecast, "Cash flow forecast over thirteen weeks by the direct method.")
class Forecast:
    opening_balance: Money = shown_money("Opening balance: available cash on the day of the forecast.")
    closing_balance: Money = shown_money(
        "Closing balance at the end of the horizon: opening balance plus all flows."
    )
    weeks: list[ForecastWeek] = shown("The thirteen weeks; the first one contains the day of the forecast.")
    days: list[ForecastDay] = shown(
        "Closing balances from the day of the forecast to the end of the horizon, at most 91."
    )
    beyond_total: Money = shown_money(
        "Sum of known flows after the horizon, in home currency; negative if payments exceed receipts.",
        name="beyond",
    )

    @field(ForecastAccuracy, "Accuracy of past forecasts, recomputed by the last import.")
    async def accuracy(self, forecast: strawberry.Parent[calculated.Forecast], info: Info) -> AccuracyModel:
        return await resolvers.accuracy(info.context, forecast)


@face(forecast.ForecastFlow, "A cash flow of the forecast on one day.")
class ForecastFlow:
    day: date = shown("Day on which the money is expected to move.", name="date")
    amount: Money = shown("Amount in home currency, positive for receipts, negative for payments.")
    source: FlowSource = shown("Origin of the cash flow.")
    label: str | None = shown(
        "Name of the recurring flow, counterparty, entry or credit card; null for bills and invoices."
    )
    date_basis: FlowDateBasis | None = shown(
        "Why the flow is placed on its day; null for recurring flows, undeposited funds and credit cards."
    )
    credit: Money | None = shown(
        "Part of the document that unapplied credits of its counterparty cover; `amount` does not include "
        "it. Null if none."
    )
    item: Document | None = shown("The bill or invoice that the flow pays; null for other flows.")
    usual: UsualBasis | None = shown("For source USUAL: how the amount was estimated; null for other flows.")


@face(BandPoint, "Confidence band around the closing balance of one week.")
class ForecastBandPoint:
    day: date = shown("Last day of the week.", name="date")
    low: Money = shown_money("Lower limit of the band, in home currency.")
    projected: Money = shown_money("Forecast closing balance, in home currency.")
    high: Money = shown_money("Upper limit of the band, in home currency.")


@face(
    forecast_band.ForecastBand, "Confidence band of the forecast balance, from the errors of past forecasts."
)
class ForecastBand:
    coverage: Decimal = shown("Share of actual balances that are expected inside the band, such as 0.8.")
    forecasts_judged: int = shown(
        "Number of past forecasts behind the last point, fewer than behind any other point."
    )
    unknown_reason: UnknownReason | None = shown(
        "Why there is no band: fewer than 14 past forecasts could be judged at week 13."
    )
    points: list[ForecastBandPoint] = shown(
        "One point per week; the band never becomes narrower with time. Empty when unknown."
    )
