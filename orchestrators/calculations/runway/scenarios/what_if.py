"""Scenarios side by side: many changes computed together, and nothing changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from orchestrators.calculations.runway.arrangements import split
from orchestrators.calculations.runway.placement import Arrangement, Placed, PlacementRules, moved
from orchestrators.calculations.runway.projection import (
    CashStep,
    DaysPrecision,
    Projection,
    dated_after,
    difference,
    first_below,
    steps,
)
from orchestrators.calculations.runway.runway import DatedRunway
from orchestrators.calculations.runway.scenarios.covering import NO_CREDITS, Covering
from orchestrators.calculations.runway.usual import Adjustment, Usual, UsualSide, adjusted
from orchestrators.calculations.values import Flow


@dataclass(frozen=True, slots=True)
class Change:
    """An item paid or collected on another day, or with another open balance, or both; None keeps.

    On a day, less than is open is a part: the rest stays as planned.
    """

    item_id: UUID
    day: date | None = None
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class UsualChange:
    """A share of one side of what is usual, beside the policy's own (0.8 is 20 % less), from a day on."""

    side: UsualSide
    share: Decimal
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Changes that happen together."""

    name: str
    changes: tuple[Change, ...]
    usual: tuple[UsualChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A future: dated runway with lowest balance, the first day below zero, the last closing balance."""

    dated: DatedRunway
    first_negative_date: date | None
    closing_balance: Decimal

    @property
    def lowest_balance(self) -> DatedRunway:
        """The dated runway again, which has the lowest balance."""
        return self.dated


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """The future as planned and with the scenario; the difference in days, read as `reach` says, and cash."""

    name: str
    planned: Picture
    scenario: Picture
    days: int
    days_precision: DaysPrecision
    lowest_balance_change: Decimal
    closing_balance_change: Decimal
    cash: tuple[CashStep, ...]


def what_if(
    projected: Projection,
    placed: Mapping[UUID, Placed],
    scenarios: Sequence[Scenario],
    rules: PlacementRules,
    usual: Usual | None = None,
    covering: Covering = NO_CREDITS,
) -> tuple[ScenarioResult, ...]:
    """Each scenario against the projection that the placed items are part of, in home currency.

    The changes are of placed items, one of each, on no day before today. A changed day counts as decided and
    avoids closed days, so a result equals the forecast after deciding so, be it of a part. Without a `usual`
    part of the forecast there is nothing of it to change. `covering` tells what credits cover where a change
    sets an open balance.
    """
    baseline = _picture(projected, ())
    return tuple(
        _result(scenario, placed, projected, baseline, rules, usual, covering) for scenario in scenarios
    )


def _result(
    scenario: Scenario,
    placed: Mapping[UUID, Placed],
    projected: Projection,
    baseline: Picture,
    rules: PlacementRules,
    usual: Usual | None,
    covering: Covering,
) -> ScenarioResult:
    items = _flows(scenario, placed, projected.today, rules, covering)
    cash = steps((*items, *_usual(scenario, usual)), projected)
    picture = _picture(projected, cash)
    days, reach = difference(baseline.dated, picture.dated, len(projected.daily))
    lowest_balance_change = picture.dated.lowest - baseline.dated.lowest
    closing_balance_change = picture.closing_balance - baseline.closing_balance
    return ScenarioResult(
        scenario.name, baseline, picture, days, reach, lowest_balance_change, closing_balance_change, cash
    )


def _flows(
    scenario: Scenario,
    placed: Mapping[UUID, Placed],
    today: date,
    rules: PlacementRules,
    covering: Covering,
) -> Iterator[tuple[Flow | None, Flow | None]]:
    credit = _credit(scenario, placed, covering)
    for change in scenario.changes:
        planned = placed[change.item_id]
        if change.day and change.balance is not None and change.balance < planned.plan.item.balance:
            part = Arrangement(change.item_id, change.day, change.balance)
            yield from split(planned, [part], today, rules)
        else:
            again = planned._replace(credit=credit.pop(change.item_id, planned.credit))
            yield planned.flow, moved(again, today, rules, day=change.day, balance=change.balance).flow
    # What these need no longer covers more of other items of their parties; what they need more of, less.
    for item_id, covered in credit.items():
        planned = placed[item_id]
        if covered != planned.credit:
            again, open_balance = planned._replace(credit=covered), planned.plan.item.balance + planned.credit
            yield planned.flow, moved(again, today, rules, balance=open_balance).flow


def _credit(scenario: Scenario, placed: Mapping[UUID, Placed], covering: Covering) -> dict[UUID, Decimal]:
    """What credits cover of the items that other open balances concern; what moves on a day keeps its own."""
    balances = {
        change.item_id: change.balance
        for change in scenario.changes
        if change.day is None and change.balance is not None
    }
    moves = {change.item_id: placed[change.item_id].credit for change in scenario.changes if change.day}
    return covering.with_balances(balances, moves)


def _usual(scenario: Scenario, planned: Usual | None) -> Iterator[tuple[Flow | None, Flow | None]]:
    """What is usual, before and after; what is entered ahead takes the place of as much of either."""
    if planned is None or not scenario.usual:
        return
    made = planned
    for change in scenario.usual:
        made = adjusted(made, change.side, Adjustment(change.share, change.since))
    for before, after in zip(planned.expected, made.expected, strict=True):
        if before != after and planned.is_in_horizon(before.day):
            yield before.flow, after.flow


def _picture(projected: Projection, cash: tuple[CashStep, ...]) -> Picture:
    closing = projected.daily[-1] + (cash[-1].difference if cash else 0)
    return Picture(dated_after(projected, cash), first_below(projected, cash, Decimal(0)), closing)
