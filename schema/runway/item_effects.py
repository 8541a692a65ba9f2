"""How pressing an item is, and what paying or collecting it on a day does to the runway."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from orchestrators.calculations.books.discount import DiscountVerdict
from orchestrators.calculations.decisions.priority import Factor, FactorName, Priority
from orchestrators.calculations.runway.projection import Reach
from orchestrators.runway import item_effects
from resolvers.context import Context
from resolvers.runway import runway as resolvers
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, UnknownReason

Info = strawberry.Info[Context, None]

describe_enum(
    FactorName,
    "What makes an item pressing.",
    {
        "CONSEQUENCE": "Of a bill: what is at stake with the vendor, by its tier; 40 at most.",
        "TIME_PRESSURE": "Of a bill: how near its latest safe date is; 30 at most.",
        "MONEY_AT_RISK": "Of a bill: late fee and lost discount as a share of it; 15 at most.",
        "RELATIONSHIP": "Of a bill: how often the vendor was paid late; 10 at most.",
        "BLOCKED_DECISION": "Of a bill: how long its decision has been stuck; 5 at most.",
        "AMOUNT": "Of an invoice: its share of all receivables; 30 at most.",
        "AGE": "Of an invoice: how long it is past due; 30 at most.",
        "HISTORY": "Of an invoice: how late the customer usually pays; 20 at most.",
        "RUNWAY": "Of an invoice: what collecting it adds to the runway; 20 at most.",
    },
)
describe_enum(
    Reach,
    "How a difference of two runways is read.",
    {
        "EXACT": "Both balances fall below the floor within the horizon.",
        "AT_LEAST": "One of them does not: the difference has at least this size.",
        "BEYOND_HORIZON": "Neither does: read the lowest balance.",
    },
)


describe_enum(
    DiscountVerdict,
    "How taking a discount compares with keeping the cash.",
    {
        "BEATS_COST_OF_CASH": "Its yearly rate is above what cash costs.",
        "BELOW_COST_OF_CASH": "It is not.",
        "COSTS_NO_TIME": "Paying later was not meant anyway.",
        "BREAKS_GUARDRAIL": "Paying early shortens the runway to less than the buffer.",
        "NO_DISCOUNT": "There is none.",
    },
)


@face(item_effects.ItemDiscount, "A bill's discount that can still be taken.")
class ItemDiscount:
    until: date = shown("The last day on which it can be taken.")
    saving: Money = shown("What it saves.")
    days: int = shown("How much longer the money would stay without it.")
    simple_rate: Decimal | None = shown("Its yearly rate as a fraction: 0.3724 is 37.24 %.")
    effective_rate: Decimal | None = shown("The same, compounded.")
    verdict: DiscountVerdict | None = shown("Against the policy's `costOfCash`; null where none is set.")


@face(Factor, "One thing that makes the item pressing, and the fact behind it.")
class PriorityFactor:
    name: FactorName = shown("What it is.")
    points: Decimal = shown("What it adds to the score.")
    most: int = shown("The most that it can add.")
    reason: str = shown("The fact behind it, with its numbers.")


@face(Priority, "How pressing an item is.")
class ItemPriority:
    score: Decimal = shown("0 to 100: exactly the sum of the factors.")
    factors: list[PriorityFactor] = shown("What it is made of; five at most.")


@face(
    item_effects.RunwayImpact, "What the item's money moving on a day does, against the forecast as planned."
)
class RunwayImpact:
    day: date = shown("The day.")
    days: int = shown("Days of dated runway gained, or lost when negative; what is beyond counts as its end.")
    reach: Reach = shown("How to read the days.")
    lowest_balance: Money = shown("The lowest projected balance with it.")
    lowest_on: date = shown("The first day that has it.")
    lowest_change: Money = shown("By how much the lowest balance changes.")
    cash_change: Money = shown("By how much the balance of the day itself differs.")
    falls_on: date | None = shown("The first day below the floor with it, if any.")


@face(item_effects.AverageImpact, "What the item is worth in average runway.")
class AverageImpact:
    days: Decimal | None = shown(
        "Its open balance over net burn a day (`runway.burn.net.perDay`), to four places: -3.2500 is a bill "
        "of three days and a quarter; an invoice's are positive. These add up. Null when unknown."
    )
    unknown: UnknownReason | None = shown(
        "Why there are no days: why burn is unknown, or NOT_BURNING when no more goes out than comes in."
    )


@face(item_effects.ItemImpact, "What paying or collecting the item does to the runway.")
class ItemImpact:
    average: AverageImpact = shown("On the average runway, on whatever day it happens.")
    pay_now: RunwayImpact = shown("On the dated runway, today.")
    at_due: RunwayImpact = shown("The same at the due date; today when that has passed.")
    latest_safe: RunwayImpact | None = shown(
        "The same at the due date and the vendor's grace; null for an invoice."
    )

    @field(RunwayImpact | None, "On a day of the viewer's, within the horizon.")
    async def on(
        self,
        impact: strawberry.Parent[item_effects.ItemImpact],
        info: Info,
        day: Annotated[
            date, strawberry.argument(name="date", description="From today to the horizon's end.")
        ],
    ) -> item_effects.RunwayImpact | None:
        return await resolvers.impact_on(info.context, impact.item_id, day)
