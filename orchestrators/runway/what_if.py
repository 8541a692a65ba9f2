"""Scenarios side by side against the forecast as planned; nothing is changed by asking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from orchestrators.calculations.figures import UnknownReason
from orchestrators.calculations.runway import what_if as calculated
from orchestrators.calculations.runway.projection import CashStep, Reach
from orchestrators.calculations.runway.what_if import Change, Scenario, ScenarioResult
from orchestrators.money import Money, money
from orchestrators.runway.liquidity import BusinessLiquidity
from orchestrators.runway.runway import DatedRunway, LowestBalance, dated_shown, lowest_shown
from orchestrators.user_errors import UserError, refused

__all__ = ["Change", "Scenario", "ScenarioRefusal", "WhatIf", "what_if"]

MAX_SCENARIOS = 5
MAX_CHANGES = 200


class ScenarioRefusal(StrEnum):
    """What is wrong with a scenario; nothing was computed then."""

    TOO_MANY_SCENARIOS = "TOO_MANY_SCENARIOS"
    TOO_MANY_CHANGES = "TOO_MANY_CHANGES"
    UNKNOWN_ITEM = "UNKNOWN_ITEM"
    CHANGED_TWICE = "CHANGED_TWICE"
    DATE_OUTSIDE_HORIZON = "DATE_OUTSIDE_HORIZON"
    NEGATIVE_AMOUNT = "NEGATIVE_AMOUNT"


@dataclass(frozen=True, slots=True)
class Future:
    """A future: its dated runway, lowest balance, first day below zero and last closing balance."""

    dated: DatedRunway
    lowest_balance: LowestBalance
    first_negative_day: date | None
    closing: Money


@dataclass(frozen=True, slots=True)
class CashDifference:
    """From this day on, until the next one, the balance differs by this much."""

    day: date
    difference: Money


@dataclass(frozen=True, slots=True)
class ScenarioOutcome:
    """A scenario's future beside the planned one; days of runway are read as `reach` says."""

    name: str
    baseline: Future
    scenario: Future
    days: int
    reach: Reach
    lowest_change: Money
    closing_change: Money
    cash: tuple[CashDifference, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An outcome for each scenario; none where one makes no sense, or where there is no forecast."""

    results: tuple[ScenarioOutcome, ...]
    unknown: UnknownReason | None
    user_errors: tuple[UserError[ScenarioRefusal], ...]


def what_if(found: BusinessLiquidity, scenarios: Sequence[Scenario]) -> WhatIf:
    """Up to 5 scenarios of up to 200 changes each; the changes of one happen together.

    Amounts are in home currency. If anything is wrong with any of them, nothing is computed.
    """
    liquidity = found.liquidity
    if liquidity.outlook is None:
        return WhatIf((), liquidity.unknown, ())
    errors = tuple(_errors(found, liquidity.outlook.forecast.last_day, scenarios))
    if errors:
        return WhatIf((), None, errors)
    outcomes = calculated.what_if(liquidity.outlook.projected, liquidity.placed, scenarios, liquidity.rules)
    results = (_outcome(each, found.currency_code) for each in outcomes)
    return WhatIf(tuple(results), None, ())


def _errors(
    found: BusinessLiquidity, last_day: date, scenarios: Sequence[Scenario]
) -> Iterator[UserError[ScenarioRefusal]]:
    if len(scenarios) > MAX_SCENARIOS:
        message = f"At most {MAX_SCENARIOS} scenarios are compared, not {len(scenarios)}."
        yield from refused(ScenarioRefusal.TOO_MANY_SCENARIOS, message, "scenarios")
        return
    for at, scenario in enumerate(scenarios):
        place = ("scenarios", str(at), "changes")
        if len(scenario.changes) > MAX_CHANGES:
            message = f"A scenario has at most {MAX_CHANGES} changes, not {len(scenario.changes)}."
            yield from refused(ScenarioRefusal.TOO_MANY_CHANGES, message, *place)
            continue
        seen: set[UUID] = set()
        for number, change in enumerate(scenario.changes):
            yield from _wrong(found, last_day, change, seen, (*place, str(number)))
            seen.add(change.item_id)


def _wrong(
    found: BusinessLiquidity, last_day: date, change: Change, seen: set[UUID], place: tuple[str, ...]
) -> Iterator[UserError[ScenarioRefusal]]:
    liquidity = found.liquidity
    # Settled, of another business, or never there: one answer.
    if change.item_id not in liquidity.placed:
        message = "There is no such open bill or invoice."
        yield from refused(ScenarioRefusal.UNKNOWN_ITEM, message, *place, "itemId")
    if change.item_id in seen:
        message = "The item is changed above already; say all of one item in one change."
        yield from refused(ScenarioRefusal.CHANGED_TWICE, message, *place, "itemId")
    if change.day is not None and not liquidity.today <= change.day <= last_day:
        message = f"The date must be from {liquidity.today} to {last_day}."
        yield from refused(ScenarioRefusal.DATE_OUTSIDE_HORIZON, message, *place, "date")
    if change.balance is not None and change.balance < 0:
        message = "The amount must not be negative."
        yield from refused(ScenarioRefusal.NEGATIVE_AMOUNT, message, *place, "amount")


def _outcome(result: ScenarioResult, code: str) -> ScenarioOutcome:
    return ScenarioOutcome(
        name=result.name,
        baseline=_future(result.baseline, code),
        scenario=_future(result.scenario, code),
        days=result.days,
        reach=result.reach,
        lowest_change=money(result.lowest_change, code),
        closing_change=money(result.closing_change, code),
        cash=tuple(_difference(step, code) for step in result.cash),
    )


def _difference(step: CashStep, code: str) -> CashDifference:
    return CashDifference(step.day, money(step.difference, code))


def _future(picture: calculated.Picture, code: str) -> Future:
    return Future(
        dated_shown(picture.dated),
        lowest_shown(picture.dated, code),
        picture.first_negative_day,
        money(picture.closing, code),
    )
