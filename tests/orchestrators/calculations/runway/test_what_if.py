"""Scenarios are computed together, equal the forecast after deciding so, and change nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from orchestrators.calculations.business_days import BusinessDays
from orchestrators.calculations.runway.placement import PlacementRules, Plan
from orchestrators.calculations.runway.runway import dated_runway
from orchestrators.calculations.runway.scenarios.what_if import (
    Change,
    Scenario,
    ScenarioResult,
    what_if,
)
from tests.orchestrators.calculations.runway.oracles.businesses import (
    MONDAY,
    Business,
    businesses,
    hundreds,
    item,
)

FRIDAY = MONDAY + timedelta(days=4)
TUESDAY = MONDAY + timedelta(days=1)


def shop(*plans: Plan, cash: int = 100) -> Business:
    return Business(MONDAY, Decimal(cash), Decimal(0), plans, (), PlacementRules())


RENT = Plan(item(80, FRIDAY, number=1))
WAGES = Plan(item(90, FRIDAY, number=2))
SALE = Plan(item(120, FRIDAY, number=3, is_bill=False))
SHOP = shop(RENT, WAGES, SALE)


def ask(business: Business, *scenarios: Scenario) -> tuple[ScenarioResult, ...]:
    return what_if(business.projection(), business.placed(), scenarios, business.rules)


def result(business: Business, *changes: Change) -> ScenarioResult:
    [outcome] = ask(business, Scenario("it", changes))
    return outcome


def test_two_payments_that_fit_alone_and_not_together_show_it() -> None:
    rent, wages = Change(UUID(int=1), MONDAY), Change(UUID(int=2), MONDAY)
    assert result(SHOP, rent).scenario.first_negative_date is None
    assert result(SHOP, wages).scenario.first_negative_date is None
    both = result(SHOP, rent, wages)
    assert both.scenario.first_negative_date == both.scenario.dated.below_floor_date == MONDAY
    assert (both.scenario.dated.lowest, both.lowest_balance_change) == (Decimal(-70), Decimal(-120))
    assert (both.planned.dated.days, both.closing_balance_change) == (None, Decimal(0))


def test_a_customer_who_pays_less() -> None:
    outcome = result(SHOP, Change(UUID(int=3), None, Decimal(100)))
    assert outcome.planned.closing_balance == 50
    assert (outcome.scenario.closing_balance, outcome.closing_balance_change) == (Decimal(30), Decimal(-20))


def test_a_part_moves_and_the_rest_stays_as_planned() -> None:
    later = FRIDAY + timedelta(days=7)
    outcome = result(SHOP, Change(UUID(int=3), later, Decimal(100)))
    assert (outcome.scenario.closing_balance, outcome.closing_balance_change) == (Decimal(50), Decimal(0))
    assert [(step.day, step.difference) for step in outcome.cash][-1] == (later, Decimal(0))
    assert outcome.cash[0].difference == -100


def test_scenarios_stand_side_by_side_in_their_order() -> None:
    empty, late = (
        Scenario("as planned", ()),
        Scenario("late", (Change(UUID(int=3), FRIDAY + timedelta(days=9)),)),
    )
    first, second = ask(SHOP, empty, late)
    assert (first.name, second.name) == ("as planned", "late")
    assert first.scenario == first.planned
    assert (first.days, first.lowest_balance_change, first.cash) == (0, Decimal(0), ())


def test_a_receipt_on_the_last_day_is_in_the_last_closing_balance() -> None:
    last = SHOP.forecast().last_day - timedelta(days=2)
    outcome = result(SHOP, Change(UUID(int=3), last), Change(UUID(int=1), None, Decimal(0)))
    assert (outcome.scenario.closing_balance, outcome.closing_balance_change) == (Decimal(130), Decimal(80))
    weekends = replace(SHOP, rules=PlacementRules(business_days=BusinessDays(weekend=frozenset())))
    outcome = result(weekends, Change(UUID(int=3), SHOP.forecast().last_day))
    assert outcome.scenario.closing_balance == outcome.planned.closing_balance == 50
    beyond = result(weekends, Change(UUID(int=3), SHOP.forecast().last_day + timedelta(days=1)))
    assert (beyond.scenario.closing_balance, beyond.closing_balance_change) == (Decimal(-70), Decimal(-120))
    outcome = result(replace(weekends, plans=(Plan(item(7, SHOP.forecast().last_day)),)))
    assert outcome.scenario.closing_balance == outcome.planned.closing_balance == 93


def test_two_hundred_changes_in_five_scenarios_are_computed() -> None:
    many = shop(*(Plan(item(1, FRIDAY, number=number)) for number in range(200)))
    changes = tuple(Change(UUID(int=number), TUESDAY) for number in range(200))
    answer = ask(many, *(Scenario(str(number), changes) for number in range(5)))
    assert [entry.cash[0].difference for entry in answer] == [-200] * 5


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[Business, tuple[Change, ...]]:
    business = draw(businesses())
    some_day = st.none() | st.integers(0, 120).map(lambda days: business.today + timedelta(days=days))
    changed = [plan.item.id for plan in business.plans if draw(st.booleans())]
    return business, tuple(Change(key, draw(some_day), draw(st.none() | hundreds)) for key in changed)


@given(scenarios())
def test_a_scenario_equals_the_forecast_once_all_its_changes_are_decided(
    drawn: tuple[Business, tuple[Change, ...]],
) -> None:
    business, changes = drawn
    balances = {plan.item.id: plan.item.balance for plan in business.plans}
    assume(not any(_is_part(change, balances) for change in changes))
    of_item = {change.item_id: change for change in changes}
    plans = tuple(decided(plan, of_item.get(plan.item.id)) for plan in business.plans)
    daily = replace(business, plans=plans).forecast().daily
    outcome = result(business, *changes)
    negative = next((at for at, balance in enumerate(daily) if balance < 0), None)
    assert outcome.scenario.dated == dated_runway(daily, business.floor, business.today)
    assert outcome.scenario.closing_balance == daily[-1]
    day = outcome.scenario.first_negative_date
    assert (None if day is None else (day - business.today).days) == negative
    assert outcome.lowest_balance_change == min(daily) - min(business.forecast().daily)


def _is_part(change: Change, balances: Mapping[UUID, Decimal]) -> bool:
    """What moves in part is compared where decisions about parts are."""
    return bool(change.day and change.balance is not None and change.balance < balances[change.item_id])


def decided(plan: Plan, change: Change | None) -> Plan:
    if change is None:
        return plan
    balance = plan.item.balance if change.balance is None else change.balance
    return plan._replace(item=plan.item._replace(balance=balance), decided=change.day or plan.decided)
