"""How pressing an item is, and what paying or collecting it on a day does to the runway."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import strawberry

from orchestrators.calculations.books.discount import DiscountVerdict
from orchestrators.calculations.decisions.priority import Factor, FactorName, Priority
from orchestrators.calculations.runway.projection import DaysPrecision
from orchestrators.runway import item_effects
from orchestrators.runway.liquidity import BusinessLiquidity
from resolvers.context import Context
from resolvers.runway import runway as resolvers
from schema.faces import ANSWERS, Converted, describe_enum, face, field, shown
from schema.money import Money, UnknownReason

Info = strawberry.Info[Context, None]


def effect(shape: type, make: Callable[[BusinessLiquidity, UUID], Any], description: str) -> Any:
    """A field of an item that is made of the business's liquidity and the item's id."""
    ANSWERS.append((make.__qualname__, shape | None, make))
    convert = staticmethod(partial(resolvers.of_liquidity, make))
    kind = type("Effect", (Converted,), {"held": UUID, "of": "id", "face": shape, "convert": convert})
    return kind(description=description, graphql_name=None, type_annotation=None)


describe_enum(
    FactorName,
    "A factor of the priority score of a bill or invoice.",
    {
        "CONSEQUENCE": "For bills: importance of paying the vendor on time, by its tier; at most 40 points.",
        "TIME_PRESSURE": "For bills: how near the latest safe payment date is; at most 30 points.",
        "MONEY_AT_RISK": "For bills: late fee and lost discount relative to the balance; at most 15 points.",
        "RELATIONSHIP": "For bills: how often the vendor was paid late; at most 10 points.",
        "BLOCKED_DECISION": "For bills: how long a decision has been blocked; at most 5 points.",
        "AMOUNT": "For invoices: share of all receivables; at most 30 points.",
        "AGE": "For invoices: days past due; at most 30 points.",
        "HISTORY": "For invoices: how late the customer usually pays; at most 20 points.",
        "RUNWAY": "For invoices: days of runway that collecting today adds; at most 20 points.",
    },
)
describe_enum(
    DaysPrecision,
    "How exact a difference between two dated runways is.",
    {
        "EXACT": "Exact: both balances fall below the floor within the forecast horizon.",
        "AT_LEAST": "A lower limit: one of the balances stays above the floor within the horizon.",
        "BEYOND_HORIZON": "Not measurable in days: both balances stay above the floor; use the lowest "
        "balance.",
    },
)


describe_enum(
    DiscountVerdict,
    "Whether taking an early payment discount is worth it.",
    {
        "BEATS_COST_OF_CASH": "The discount's annual rate exceeds the cost of cash.",
        "BELOW_COST_OF_CASH": "The discount's annual rate does not exceed the cost of cash.",
        "COSTS_NO_TIME": "Payment is planned by the discount date anyway.",
        "BREAKS_GUARDRAIL": "Paying early shortens the runway below the buffer days.",
        "NO_DISCOUNT": "The bill offers no discount.",
    },
)


@face(item_effects.ItemDiscount, "An early payment discount of a bill that is still available.")
class ItemDiscount:
    discount_date: date = shown("Last day on which the discount is available.")
    saving: Money = shown("Amount saved by taking the discount.")
    days: int = shown("Number of days by which payment moves forward to take the discount.")
    simple_rate: Decimal | None = shown(
        "Annual rate of the discount without compounding, as a fraction: 0.3724 is 37.24 %. Null when no "
        "days are gained."
    )
    effective_rate: Decimal | None = shown(
        "Annual rate of the discount with compounding, as a fraction: 0.4459 is 44.59 %. Null when no days "
        "are gained."
    )
    verdict: DiscountVerdict | None = shown(
        "Comparison with the policy's `costOfCash`; null if that is not set."
    )


@face(Factor, "A factor of a priority score, with its points and its reason.")
class PriorityFactor:
    name: FactorName = shown("The factor, such as TIME_PRESSURE.")
    points: Decimal = shown("Points that the factor adds to the score.")
    most: int = shown("Maximum number of points of the factor.")
    reason: str = shown("Reason for the points, as a sentence with figures.")


@face(Priority, "Urgency of a bill or an invoice, as a score.")
class ItemPriority:
    score: Decimal = shown("Score from 0 to 100, the sum of the points of all factors.")
    factors: list[PriorityFactor] = shown("Factors of the score, at most five.")


@face(
    item_effects.RunwayImpact,
    "Effect on the runway of paying or collecting an item on a given day, compared with the forecast.",
)
class RunwayImpact:
    day: date = shown("Day on which the item is paid or collected.", name="date")
    days: int = shown(
        "Days of dated runway gained, negative when lost. A runway beyond the horizon counts as ending "
        "there, see `daysPrecision`."
    )
    days_precision: DaysPrecision = shown("Whether `days` is exact or limited by the forecast horizon.")
    lowest_balance: Money = shown("Lowest forecast balance in that case, in home currency.")
    lowest_balance_date: date = shown("First day with the lowest balance.")
    lowest_balance_change: Money = shown("Change of the lowest forecast balance, in home currency.")
    cash_change: Money = shown("Change of the closing balance of the day itself, in home currency.")
    below_floor_date: date | None = shown(
        "First day on which the balance is below the floor in that case; null if there is none."
    )


@face(item_effects.AverageImpact, "Effect of an item on the average runway.")
class AverageImpact:
    days: Decimal | None = shown(
        "Open balance divided by net burn per day (`runway.burn.net.perDay`), to four decimal places: "
        "-3.2500 for a bill worth three and a quarter days, positive for invoices. The days of several "
        "items add up. Null when unknown."
    )
    unknown_reason: UnknownReason | None = shown(
        "Why `days` is unknown: the reason of burn, or NOT_BURNING when receipts are at least as high as "
        "payments."
    )


@face(item_effects.ItemImpact, "Effect on the runway of paying or collecting a bill or an invoice.")
class ItemImpact:
    average: AverageImpact = shown("Effect on the average runway, independent of the day.")
    pay_now: RunwayImpact = shown("Effect on the dated runway of paying or collecting today.")
    at_due: RunwayImpact = shown(
        "Effect on the dated runway of paying or collecting on the due date; today when that has passed."
    )
    latest_safe: RunwayImpact | None = shown(
        "Effect on the dated runway of paying on the due date plus the vendor's grace days; null for "
        "invoices."
    )

    @field(RunwayImpact | None, "Effect on the dated runway of paying or collecting on a chosen day.")
    async def on_date(
        self,
        impact: strawberry.Parent[item_effects.ItemImpact],
        info: Info,
        day: Annotated[
            date,
            strawberry.argument(
                name="date", description="The day of payment, from today to the end of the forecast horizon."
            ),
        ],
    ) -> item_effects.RunwayImpact | None:
        return await resolvers.impact_on(info.context, impact.item_id, day)
