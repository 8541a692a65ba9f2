"""Scenarios side by side against the forecast as planned; nothing is changed by asking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from orchestrators.calculations.runway.scenarios import what_if as calculated
from orchestrators.calculations.runway.scenarios.covering import covering_of
from orchestrators.calculations.runway.scenarios.what_if import Change, Scenario, ScenarioResult, UsualChange
from orchestrators.calculations.runway.usual import UsualSide
from orchestrators.figures import UnknownReason
from orchestrators.money import Written, in_other_currency
from orchestrators.runway.liquidity import BusinessLiquidity
from orchestrators.user_errors import UserError, refused

__all__ = ["Change", "Scenario", "ScenarioRefusal", "UsualChange", "WhatIf", "what_if"]

MAX_SCENARIOS = 5
MAX_CHANGES = 200
#: So many times what is usual at most, as in the policy.
MAX_SHARE = 10


class ScenarioRefusal(StrEnum):
    """What is wrong with a scenario; nothing was computed then."""

    TOO_MANY_SCENARIOS = "TOO_MANY_SCENARIOS"
    TOO_MANY_CHANGES = "TOO_MANY_CHANGES"
    UNKNOWN_ITEM = "UNKNOWN_ITEM"
    CHANGED_TWICE = "CHANGED_TWICE"
    DATE_OUTSIDE_HORIZON = "DATE_OUTSIDE_HORIZON"
    NEGATIVE_AMOUNT = "NEGATIVE_AMOUNT"
    WRONG_CURRENCY = "WRONG_CURRENCY"
    NO_BASELINE = "NO_BASELINE"
    SHARE_OUT_OF_RANGE = "SHARE_OUT_OF_RANGE"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An outcome for each scenario; none where one makes no sense, or where there is no forecast."""

    results: tuple[ScenarioResult, ...]
    unknown_reason: UnknownReason | None
    user_errors: tuple[UserError[ScenarioRefusal], ...]


def what_if(
    business_liquidity: BusinessLiquidity, scenarios: Sequence[Scenario], written: Sequence[Written]
) -> WhatIf:
    """Up to 5 scenarios of up to 200 changes each; the changes of one happen together.

    Amounts are in home currency, as all that are `written` have to be. If anything is wrong with any of
    them, nothing is computed.
    """
    liquidity = business_liquidity.liquidity
    if liquidity.outlook is None:
        return WhatIf((), liquidity.unknown, ())
    errors = (
        *_errors(business_liquidity, liquidity.outlook.forecast.last_day, scenarios),
        *_foreign(written, business_liquidity.currency_code),
    )
    if errors:
        return WhatIf((), None, errors)
    outlook = liquidity.outlook
    outcomes = calculated.what_if(
        outlook.projected,
        liquidity.placed,
        scenarios,
        liquidity.rules,
        outlook.usual,
        covering_of(liquidity),
    )
    return WhatIf(tuple(outcomes), None, ())


def _errors(
    business_liquidity: BusinessLiquidity, last_day: date, scenarios: Sequence[Scenario]
) -> Iterator[UserError[ScenarioRefusal]]:
    if len(scenarios) > MAX_SCENARIOS:
        message = f"At most {MAX_SCENARIOS} scenarios are compared, not {len(scenarios)}."
        yield from refused(ScenarioRefusal.TOO_MANY_SCENARIOS, message, "scenarios")
        return
    for at, scenario in enumerate(scenarios):
        yield from _wrong_usual(business_liquidity, last_day, scenario, ("scenarios", str(at), "usual"))
        place = ("scenarios", str(at), "changes")
        if len(scenario.changes) > MAX_CHANGES:
            message = f"A scenario has at most {MAX_CHANGES} changes, not {len(scenario.changes)}."
            yield from refused(ScenarioRefusal.TOO_MANY_CHANGES, message, *place)
            continue
        seen: set[UUID] = set()
        for number, change in enumerate(scenario.changes):
            yield from _wrong(business_liquidity, last_day, change, seen, (*place, str(number)))
            seen.add(change.item_id)


def _foreign(written: Sequence[Written], home: str) -> Iterator[UserError[ScenarioRefusal]]:
    for path, message in in_other_currency(written, home):
        yield from refused(ScenarioRefusal.WRONG_CURRENCY, message, *path)


def _wrong(
    business_liquidity: BusinessLiquidity,
    last_day: date,
    change: Change,
    seen: set[UUID],
    place: tuple[str, ...],
) -> Iterator[UserError[ScenarioRefusal]]:
    liquidity = business_liquidity.liquidity
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


def _wrong_usual(
    business_liquidity: BusinessLiquidity, last_day: date, scenario: Scenario, place: tuple[str, ...]
) -> Iterator[UserError[ScenarioRefusal]]:
    liquidity = business_liquidity.liquidity
    usual = liquidity.outlook.usual if liquidity.outlook else None
    if scenario.usual and (usual is None or not usual.expected):
        message = (
            "The forecast holds nothing that is usual: its baseline is NONE (the policy's `baseline` may be "
            "USUAL), or the books hold too few whole weeks to tell."
        )
        yield from refused(ScenarioRefusal.NO_BASELINE, message, *place)
    seen: set[UsualSide] = set()
    for at, change in enumerate(scenario.usual):
        own = (*place, str(at))
        if change.side in seen:
            message = "The side is changed above already; say all of one side in one change."
            yield from refused(ScenarioRefusal.CHANGED_TWICE, message, *own, "side")
        seen.add(change.side)
        if not 0 <= change.share <= MAX_SHARE:
            message = f"The share must be from 0 to {MAX_SHARE}: 0.8 is 20 % less."
            yield from refused(ScenarioRefusal.SHARE_OUT_OF_RANGE, message, *own, "share")
        if change.since is not None and not liquidity.today <= change.since <= last_day:
            message = f"The date must be from {liquidity.today} to {last_day}."
            yield from refused(ScenarioRefusal.DATE_OUTSIDE_HORIZON, message, *own, "startDate")
