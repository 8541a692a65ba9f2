"""The forecast by the direct method: weeks, days, and flows that lead to the documents."""

from datetime import date
from decimal import Decimal

import strawberry

from orchestrators.calculations.runway import forecast as calculated
from orchestrators.calculations.runway.accuracy.bands import BandPoint
from orchestrators.calculations.runway.placement import Basis
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
    "Where a flow of the forecast comes from.",
    {
        "INVOICE": "An open invoice that is not past due.",
        "BILL": "An open bill that is not past due.",
        "RECURRING": "What comes back regularly: declared, or found in what moved before.",
        "OVERDUE": "An open item past its due date, by the overdue policy.",
        "USUAL": "What usually moves and nothing known stands for, by the weeks that were; see `baseline`.",
        "ENTERED": "What the books hold already with a date to come: a payment, a cheque, a transfer.",
        "UNDEPOSITED": "Money that waits in Undeposited Funds for its deposit, where these are not cash.",
        "CARD": "What is owed on a credit card, on the day on which the card is usually paid.",
    },
)
describe_enum(
    Basis,
    "Why an item is on its day.",
    {
        "DECIDED": "A decision says so.",
        "SCHEDULED": "It is entered in the books with that date.",
        "EXPECTED": "The customer's payment habit says so.",
        "DUE": "It is due then.",
        "OVERDUE_POLICY": "It is past due, and the overdue policy says so.",
    },
)


@face(calculated.SourceTotal, "What one source brings and takes in a week, both positive.")
class SourceFlows:
    source: FlowSource = shown("The source.")
    receipts: Money = shown_money("What comes in.")
    payments: Money = shown_money("What goes out.")


@face(calculated.Week, "A column: closing = opening + receipts - payments.")
class ForecastWeek:
    first_day: date = shown("Its first day.", name="start")
    last_day: date = shown("Its last day.", name="end")
    opening: Money = shown_money("The closing of the week before; of the first week, the available cash.")
    receipts: Money = shown_money("What comes in.")
    payments: Money = shown_money("What goes out.")
    closing: Money = shown_money("The balance when it ends.")
    by_source: list[SourceFlows] = shown("Receipts and payments by source; they add up.")


@face(calculated.DayBalance, "The projected balance when a day closes.")
class ForecastDay:
    day: date = shown("The day.")
    balance: Money = shown_money("When it closes.")


@face(calculated.Forecast, "Thirteen weeks by the direct method.")
class Forecast:
    opening: Money = shown_money("The available cash.")
    closing: Money = shown_money("The last closing balance: the opening and all flows of the horizon.")
    weeks: list[ForecastWeek] = shown("Thirteen; the first holds the day of the forecast.")
    days: list[ForecastDay] = shown("From the day of the forecast to the horizon's end; 91 at most.")
    beyond_total: Money = shown_money("What is known after the horizon, in total.", name="beyond")

    @field(ForecastAccuracy, "How right forecasts of the weeks before it were, by the last import.")
    async def accuracy(self, forecast: strawberry.Parent[calculated.Forecast], info: Info) -> AccuracyModel:
        return await resolvers.accuracy(info.context, forecast)


@face(forecast.ForecastFlow, "Money on a day; positive comes in, negative goes out.")
class ForecastFlow:
    day: date = shown("When.")
    amount: Money = shown("How much, signed.")
    source: FlowSource = shown("Where it comes from.")
    label: str | None = shown(
        "What recurs, whom or what an entry is about that pays no bill or invoice, whose money waits for its "
        "deposit, or the card; null for bills and invoices."
    )
    basis: Basis | None = shown(
        "Why it is on that day; null for what recurs, waits for its deposit, or is owed on a card."
    )
    credit: Money | None = shown(
        "What of the document unapplied credits of its counterparty cover, and the amount does without."
    )
    item: Document | None = shown("The bill or the invoice that it pays; null for all else.")
    usual: UsualBasis | None = shown("Of a flow of what is usual, what it rests on; null for all else.")


@face(BandPoint, "A week's last closing balance, and the band around it.")
class ForecastBandPoint:
    day: date = shown("The week's last day.")
    low: Money = shown_money("As far below the forecast as the band reaches.")
    projected: Money = shown_money("As forecast.")
    high: Money = shown_money("As far above it.")


@face(forecast_band.ForecastBand, "How far the balance may stray, by how far forecasts of past weeks did.")
class ForecastBand:
    coverage: Decimal = shown("The share of forecasts whose balance is to come within it.")
    forecasts_judged: int = shown("How many past forecasts its last point is made of; fewer than any other.")
    unknown: UnknownReason | None = shown(
        "Why there are no points: fewer than 14 past forecasts could be judged at week 13."
    )
    points: list[ForecastBandPoint] = shown("One a week; the band never narrows with time.")
