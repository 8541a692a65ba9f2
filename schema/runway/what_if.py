"""Scenarios, several changes each, side by side with the forecast as planned."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from orchestrators.calculations.runway.projection import CashStep, DaysPrecision
from orchestrators.calculations.runway.scenarios import what_if as calculated
from orchestrators.calculations.runway.usual import UsualSide
from orchestrators.runway import what_if
from orchestrators.runway.what_if import Change, Scenario, UsualChange
from resolvers.context import Context
from resolvers.runway import runway as resolvers
from schema import ids
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, MoneyInput, UnknownReason, shown_money, written
from schema.runway.runway import DatedRunway, LowestBalance
from schema.texts import text
from schema.user_errors import ScenarioUserError

Info = strawberry.Info[Context, None]

MAX_NAME = 200

describe_enum(
    UsualSide,
    "Direction of usual cash flows.",
    {
        "RECEIPTS": "Receipts that usually come in each week.",
        "PAYMENTS": "Payments that usually go out each week.",
    },
)


@face(calculated.Picture, "Runway figures of a forecast, with or without the changes of a scenario.")
class ForecastSummary:
    dated: DatedRunway = shown("Dated runway of this forecast.")
    lowest_balance: LowestBalance = shown("Lowest closing balance of this forecast.")
    first_negative_date: date | None = shown("First day that closes below zero; null if there is none.")
    closing_balance: Money = shown_money("Closing balance at the end of the horizon, in home currency.")


@face(
    CashStep,
    "Difference between the balance of a scenario and the planned balance, from one day until the next "
    "entry.",
)
class CashDifference:
    day: date = shown("First day of the difference.", name="date")
    difference: Money = shown_money("Balance of the scenario less planned balance, in home currency.")


@face(
    calculated.ScenarioResult,
    "Result of a scenario compared with the forecast. All changes of the scenario are computed together.",
)
class ScenarioResult:
    name: str = shown("Name of the scenario, as given.")
    planned: ForecastSummary = shown("Runway figures of the forecast as planned.")
    scenario: ForecastSummary = shown("Runway figures with the changes of the scenario.")
    days: int = shown("Days of dated runway gained, negative when lost.")
    days_precision: DaysPrecision = shown("Whether `days` is exact or limited by the forecast horizon.")
    lowest_balance_change: Money = shown_money("Change of the lowest forecast balance, in home currency.")
    closing_balance_change: Money = shown_money(
        "Change of the closing balance at the end of the horizon, in home currency."
    )
    cash: list[CashDifference] = shown(
        "Difference of the balance by day; one entry for each day on which it changes."
    )


@face(what_if.WhatIf, "Results of hypothetical scenarios; nothing is stored.")
class WhatIf:
    results: list[ScenarioResult] = shown(
        "One result per scenario in the same order; empty when there is an error."
    )
    unknown_reason: UnknownReason | None = shown(
        "Why there is no forecast to compare with; null when there is one."
    )
    user_errors: list[ScenarioUserError] = shown(
        "What is wrong with the scenarios; empty when they were computed."
    )


@strawberry.input(description="Payment or collection of an item on another day, of another amount, or both.")
class ScenarioChangeInput:
    item_id: strawberry.ID = strawberry.field(description="Global id of an open bill or invoice.")
    day: date | None = strawberry.field(
        default=None,
        name="date",
        description="Day of payment, from today to the end of the horizon; null keeps the planned day.",
    )
    amount: MoneyInput | None = strawberry.field(
        default=None,
        description="Amount paid or collected in home currency; null is the open balance. With a date, a "
        "smaller amount is a part payment and the rest stays as planned; without a date it sets the open "
        "balance of the item, of which credits cover their part.",
    )


@strawberry.input(description="A change of the usual cash flows in one direction, from a day on.")
class ScenarioUsualInput:
    side: UsualSide = strawberry.field(description="Direction: receipts or payments.")
    share: Decimal = strawberry.field(
        description="Share of the forecast's usual cash flows that occurs, from 0 to 10; 0.8 is 20 % less."
    )
    start_date: date | None = strawberry.field(
        default=None,
        description="Day in the first week that changes, from today to the end of the horizon; null is "
        "today.",
    )


@strawberry.input(description="A scenario: changes that are computed together.")
class ScenarioInput:
    name: str = strawberry.field(description="Name of the scenario, at most 200 characters.")
    changes: list[ScenarioChangeInput] = strawberry.field(
        description="Changes of open items, at most 200, at most one for each item."
    )
    usual: list[ScenarioUsualInput] = strawberry.field(
        default_factory=list,
        description="Changes of usual cash flows (source USUAL), at most one per direction, such as 20 % "
        "lower sales from January. Refused with NO_BASELINE when the forecast contains none.",
    )


@strawberry.type
class WhatIfQueries:
    """What can be asked of futures."""

    @field(WhatIf | None, "Compares up to 5 scenarios with the forecast; nothing is stored.")
    async def what_if(
        self,
        info: Info,
        scenarios: Annotated[
            list[ScenarioInput], strawberry.argument(description="The scenarios, at most 5.")
        ],
    ) -> what_if.WhatIf:
        results = [_scenario(item, f"scenarios[{at}]") for at, item in enumerate(scenarios)]
        return await resolvers.what_if(info.context, results, written(scenarios, "scenarios"))


def _scenario(given: ScenarioInput, path: str) -> Scenario:
    changes = (
        Change(
            ids.decode(item.item_id, f"{path}.changes[{at}].itemId", "Bill", "Invoice")[1],
            item.day,
            item.amount.exact if item.amount else None,
        )
        for at, item in enumerate(given.changes)
    )
    text(given.name, f"{path}.name", MAX_NAME)
    usual = (UsualChange(item.side, item.share, item.start_date) for item in given.usual)
    return Scenario(given.name, tuple(changes), tuple(usual))
