"""Scenarios side by side: many changes computed together, and nothing changed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from orchestrators.calculations.runway.placement import Placed, PlacementRules, moved
from orchestrators.calculations.runway.projection import (
    CashStep,
    Projection,
    Reach,
    dated_after,
    difference,
    first_below,
    steps,
)
from orchestrators.calculations.runway.runway import DatedRunway
from orchestrators.calculations.values import Flow

MAX_SCENARIOS = 5
MAX_CHANGES = 200


@dataclass(frozen=True, slots=True)
class Change:
    """An item paid or collected on another day, or with another open balance, or both; None keeps."""

    item_id: UUID
    day: date | None = None
    balance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """Changes that happen together."""

    name: str
    changes: tuple[Change, ...]


class Refusal(StrEnum):
    """Why a scenario is not computed."""

    TOO_MANY_SCENARIOS = "TOO_MANY_SCENARIOS"
    TOO_MANY_CHANGES = "TOO_MANY_CHANGES"
    UNKNOWN_ITEM = "UNKNOWN_ITEM"
    CHANGED_TWICE = "CHANGED_TWICE"
    DAY_IN_THE_PAST = "DAY_IN_THE_PAST"
    NEGATIVE_BALANCE = "NEGATIVE_BALANCE"


@dataclass(frozen=True, slots=True)
class ScenarioRefused:
    """A scenario that is not computed, why, and for which item."""

    name: str
    refusal: Refusal
    item_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A future: dated runway with lowest balance, the first day below zero, the last closing balance."""

    dated: DatedRunway
    first_negative_day: date | None
    closing: Decimal

    @property
    def lowest_balance(self) -> DatedRunway:
        """The dated runway again, which has the lowest balance."""
        return self.dated


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """The future as planned and with the scenario; the difference in days, read as `reach` says, and cash."""

    name: str
    baseline: Picture
    scenario: Picture
    days: int
    reach: Reach
    lowest_change: Decimal
    closing_change: Decimal
    cash: tuple[CashStep, ...]


def what_if(
    projected: Projection,
    placed: Mapping[UUID, Placed],
    scenarios: Sequence[Scenario],
    rules: PlacementRules,
) -> tuple[ScenarioResult | ScenarioRefused, ...]:
    """Each scenario against the projection that the placed items are part of, in home currency.

    Up to 5 scenarios of 200 changes; what is wrong with one is said instead of its result. A changed day
    counts as decided and avoids closed days, so a result equals the forecast after deciding so.
    """
    if len(scenarios) > MAX_SCENARIOS:
        return tuple(ScenarioRefused(each.name, Refusal.TOO_MANY_SCENARIOS) for each in scenarios)
    baseline = _picture(projected, ())
    return tuple(
        _refused(each, placed, projected.today) or _result(each, placed, projected, baseline, rules)
        for each in scenarios
    )


def _result(
    scenario: Scenario,
    placed: Mapping[UUID, Placed],
    projected: Projection,
    baseline: Picture,
    rules: PlacementRules,
) -> ScenarioResult:
    cash = steps(_flows(scenario, placed, projected.today, rules), projected)
    picture = _picture(projected, cash)
    days, reach = difference(baseline.dated, picture.dated, len(projected.daily))
    lowest_change = picture.dated.lowest - baseline.dated.lowest
    closing_change = picture.closing - baseline.closing
    return ScenarioResult(scenario.name, baseline, picture, days, reach, lowest_change, closing_change, cash)


def _flows(
    scenario: Scenario, placed: Mapping[UUID, Placed], today: date, rules: PlacementRules
) -> Iterable[tuple[Flow | None, Flow | None]]:
    for change in scenario.changes:
        planned = placed[change.item_id]
        yield planned.flow, moved(planned, today, rules, day=change.day, balance=change.balance).flow


def _picture(projected: Projection, cash: tuple[CashStep, ...]) -> Picture:
    closing = projected.daily[-1] + (cash[-1].difference if cash else 0)
    return Picture(dated_after(projected, cash), first_below(projected, cash, Decimal(0)), closing)


def _refused(scenario: Scenario, placed: Mapping[UUID, Placed], today: date) -> ScenarioRefused | None:
    if len(scenario.changes) > MAX_CHANGES:
        return ScenarioRefused(scenario.name, Refusal.TOO_MANY_CHANGES)
    times = Counter(change.item_id for change in scenario.changes)
    for change in scenario.changes:
        refusal = _wrong(change, placed, times, today)
        if refusal is not None:
            return ScenarioRefused(scenario.name, refusal, change.item_id)
    return None


def _wrong(
    change: Change, placed: Mapping[UUID, Placed], times: Mapping[UUID, int], today: date
) -> Refusal | None:
    wrongs = (
        (Refusal.UNKNOWN_ITEM, change.item_id not in placed),
        (Refusal.CHANGED_TWICE, times[change.item_id] > 1),
        (Refusal.DAY_IN_THE_PAST, change.day is not None and change.day < today),
        (Refusal.NEGATIVE_BALANCE, change.balance is not None and change.balance < 0),
    )
    return next((refusal for refusal, is_wrong in wrongs if is_wrong), None)
