"""Scenarios, several changes each, side by side with the forecast as planned."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from orchestrators.calculations.runway import what_if as calculated
from orchestrators.calculations.runway.projection import CashStep, Reach
from orchestrators.calculations.runway.usual import UsualSide
from orchestrators.runway import what_if
from orchestrators.runway.what_if import Change, Scenario, UsualChange
from resolvers.context import Context
from resolvers.runway import runway as resolvers
from schema import ids
from schema.faces import describe_enum, face, field, shown
from schema.money import Money, UnknownReason, shown_money
from schema.runway.runway import DatedRunway, LowestBalance
from schema.texts import text
from schema.user_errors import ScenarioUserError

Info = strawberry.Info[Context, None]

MAX_NAME = 200

describe_enum(
    UsualSide,
    "A side of what is usual.",
    {"RECEIPTS": "What usually comes in.", "PAYMENTS": "What usually goes out."},
)


@face(calculated.Picture, "A future of the balance.")
class Future:
    dated: DatedRunway = shown("Its dated runway.")
    lowest_balance: LowestBalance = shown("Its lowest balance.")
    first_negative_day: date | None = shown("The first day that closes below zero, if any.")
    closing: Money = shown_money("The balance at the horizon's end.")


@face(CashStep, "From this day on, until the next one, the balance differs by this much.")
class CashDifference:
    day: date = shown("From when.")
    difference: Money = shown_money("By how much.")


@face(
    calculated.ScenarioResult,
    "A scenario beside the plan; its changes are computed together, never added up.",
)
class ScenarioResult:
    name: str = shown("As it was given.")
    baseline: Future = shown("As planned.")
    scenario: Future = shown("With the changes.")
    days: int = shown("Days of dated runway gained, or lost when negative.")
    reach: Reach = shown("How to read the days.")
    lowest_change: Money = shown_money("By how much the lowest balance changes.")
    closing_change: Money = shown_money("By how much the last closing balance changes.")
    cash: list[CashDifference] = shown("What the balance differs by, day by day where it changes.")


@face(what_if.WhatIf, "What the scenarios would do; nothing was changed.")
class WhatIf:
    results: list[ScenarioResult] = shown("One for each scenario, in their order; none if anything is wrong.")
    unknown: UnknownReason | None = shown("Why there is no forecast to compare with.")
    user_errors: list[ScenarioUserError] = shown("What is wrong, element by element.")


@strawberry.input(description="An item paid or collected on another day, for another amount, or both.")
class ScenarioChangeInput:
    item_id: strawberry.ID = strawberry.field(description="An open bill or invoice.")
    day: date | None = strawberry.field(
        default=None, name="date", description="From today to the horizon's end; else as planned."
    )
    amount: Decimal | None = strawberry.field(
        default=None,
        description="What is paid or collected, in home currency; else the open balance. With a date, less "
        "than is open is a part, and the rest stays as planned; without one, the item comes to this amount.",
    )


@strawberry.input(description="More or less of what is usual, from a day on.")
class ScenarioUsualInput:
    side: UsualSide = strawberry.field(description="Receipts or payments.")
    share: Decimal = strawberry.field(
        description="The share of what the forecast holds as usual that comes: 0 to 10; 0.8 is 20 % less."
    )
    since: date | None = strawberry.field(
        default=None,
        description="From today to the horizon's end; the week that holds it is the first. Else at once.",
    )


@strawberry.input(description="Changes that happen together.")
class ScenarioInput:
    name: str = strawberry.field(description="To tell it from the others; 200 characters.")
    changes: list[ScenarioChangeInput] = strawberry.field(description="Up to 200, each of another item.")
    usual: list[ScenarioUsualInput] = strawberry.field(
        default_factory=list,
        description="Of what is usual (flows of source USUAL), one for a side: such as sales 20 % lower from "
        "January. Refused with NO_BASELINE where the forecast holds nothing usual: its baseline is NONE, or "
        "the books are too young.",
    )


@strawberry.type
class WhatIfQueries:
    """What can be asked of futures."""

    @field(WhatIf | None, "Up to 5 scenarios against the forecast as planned; changes nothing.")
    async def what_if(
        self,
        info: Info,
        scenarios: Annotated[list[ScenarioInput], strawberry.argument(description="Up to 5.")],
    ) -> what_if.WhatIf:
        results = [_scenario(item, f"scenarios[{at}]") for at, item in enumerate(scenarios)]
        return await resolvers.what_if(info.context, results)


def _scenario(given: ScenarioInput, path: str) -> Scenario:
    changes = (
        Change(
            ids.decode(item.item_id, f"{path}.changes[{at}].itemId", "Bill", "Invoice")[1],
            item.day,
            item.amount,
        )
        for at, item in enumerate(given.changes)
    )
    text(given.name, f"{path}.name", MAX_NAME)
    usual = (UsualChange(item.side, item.share, item.since) for item in given.usual)
    return Scenario(given.name, tuple(changes), tuple(usual))
