"""The laws of effect and priority on random facts: an effect is that of the whole forecast made anew."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.vendor import Tier
from orchestrators.calculations.runway.impact import Impact
from orchestrators.calculations.runway.item_effects import (
    average_days,
    effect_order,
    impact_on,
    impacts,
    pressing_order,
    priority,
)
from orchestrators.calculations.runway.liquidity import (
    Liquidity,
    Outlook,
    RunwayInputs,
    liquidity,
)
from orchestrators.calculations.runway.placement import FlowDateBasis, Placed
from orchestrators.calculations.runway.projection import difference
from orchestrators.calculations.runway.scenarios.what_if import Change, Scenario, ScenarioResult, what_if
from orchestrators.calculations.settings.policy import VendorTerms
from orchestrators.calculations.values import OpenItem, OverduePolicy
from orchestrators.figures import UnknownReason
from tests.orchestrators.calculations.books.prices import price
from tests.orchestrators.calculations.runway.oracles.businesses import PARTIES, hundreds
from tests.orchestrators.calculations.runway.oracles.known_facts import (
    changed,
    decided_so,
    known_facts,
    without_prices_of_time,
)

ANYTIME = st.integers(0, 120)
with_items = known_facts().filter(lambda facts: facts.documents)
free = with_items.map(without_prices_of_time)


def outlook(result: Liquidity) -> Outlook:
    """Its outlook; cash and rates are known."""
    assert result.outlook is not None
    return result.outlook


def effect(result: Liquidity, item_id: UUID, day: date) -> Impact:
    """The effect; there is a forecast, and the item is open."""
    made = impact_on(result, item_id, day)
    assert made is not None
    return made


def some_item(facts: RunwayInputs, data: st.DataObject) -> OpenItem:
    return data.draw(st.sampled_from(facts.documents)).item


def some_day(facts: RunwayInputs, data: st.DataObject) -> date:
    return facts.today + timedelta(days=data.draw(ANYTIME))


def enters_whole(placed: Placed, facts: RunwayInputs) -> bool:
    """Whether the forecast has all of the item: a policy may leave a part of what is overdue out."""
    partly = (OverduePolicy.EXCLUDE, OverduePolicy.AGE_WEIGHTED)
    return (
        placed.basis is not FlowDateBasis.OVERDUE_POLICY or facts.settings.policy.overdue_policy not in partly
    )


def near(left: Decimal, right: Decimal) -> bool:
    """Equal but for the order of additions: a Decimal keeps 28 digits, and a late cost has more."""
    return abs(left - right) < Decimal("1e-12")


@given(with_items, st.data())
def test_an_effect_is_that_of_the_whole_forecast_made_anew(facts: RunwayInputs, data: st.DataObject) -> None:
    result, item, day = liquidity(facts), some_item(facts, data), some_day(facts, data)
    made = effect(result, item.id, day)
    planned = result.placed[item.id].flow
    left = result.documents[item.id]
    costs = price(facts, left, day) - price(facts, left, planned.day if planned else day)
    again = liquidity(changed(facts, item.id, day=day, balance=max(Decimal(0), left.item.balance + costs)))
    before, after = outlook(result), outlook(again)
    dated, lowest = after.projected.dated, after.projected.dated.lowest
    assert (made.lowest_on, made.below_floor_date) == (dated.lowest_on, dated.below_floor_date)
    assert near(made.lowest, lowest)
    assert near(made.lowest_balance_change, lowest - before.projected.dated.lowest)
    assert (made.days, made.reach) == difference(before.projected.dated, dated, len(before.forecast.daily))
    for number, (now, then) in enumerate(zip(before.forecast.daily, after.forecast.daily, strict=True)):
        assert near(made.cash_on(facts.today + timedelta(days=number)), then - now)


@given(free, st.data())
def test_paying_earlier_never_adds_runway_and_later_never_costs_any(
    facts: RunwayInputs, data: st.DataObject
) -> None:
    result, item, day = liquidity(facts), some_item(facts, data), some_day(facts, data)
    placed = result.placed[item.id]
    if placed.flow is None or not enters_whole(placed, facts):
        return
    made = effect(result, item.id, day)
    for change in (made.days, made.lowest_balance_change):
        gain = change if item.is_bill else -change
        if day <= placed.flow.day:
            assert gain <= 0
        if day >= placed.flow.day:
            assert gain >= 0


@given(free, st.data())
def test_the_later_a_bill_is_paid_the_more_runway_is_shown(facts: RunwayInputs, data: st.DataObject) -> None:
    result, item = liquidity(facts), some_item(facts, data)
    days = sorted(some_day(facts, data) for _ in range(4))
    made = [effect(result, item.id, day) for day in days]
    for sooner, later in pairwise(made if item.is_bill else reversed(made)):
        assert sooner.days <= later.days
        assert sooner.lowest <= later.lowest


@given(with_items, st.data())
def test_on_the_planned_day_nothing_changes_whatever_time_costs(
    facts: RunwayInputs, data: st.DataObject
) -> None:
    result, item = liquidity(facts), some_item(facts, data)
    placed = result.placed[item.id]
    if placed.flow is not None and enters_whole(placed, facts):
        made = effect(result, item.id, placed.flow.day)
        assert (made.days, made.lowest_balance_change, made.cash) == (0, Decimal(0), ())


@given(with_items, st.data())
def test_a_day_on_which_money_moves_no_other_way_changes_nothing_either(
    facts: RunwayInputs, data: st.DataObject
) -> None:
    # A bill that is due on a Saturday is planned for the Friday, and at its due date is paid on that Friday.
    result, item = liquidity(facts), some_item(facts, data)
    placed = result.placed[item.id]
    if placed.basis is FlowDateBasis.DUE and item.is_bill:
        assert effect(result, item.id, item.due_date).cash == ()


@given(with_items, st.data())
def test_an_amount_of_nothing_changes_nothing(facts: RunwayInputs, data: st.DataObject) -> None:
    item = some_item(facts, data)
    result = liquidity(changed(facts, item.id, balance=Decimal(0)))
    made = effect(result, item.id, some_day(facts, data))
    assert (made.days, made.lowest_balance_change, made.cash) == (0, Decimal(0), ())


@given(with_items, st.data())
def test_from_beyond_the_horizon_to_beyond_it_nothing_changes(
    facts: RunwayInputs, data: st.DataObject
) -> None:
    item, far = some_item(facts, data), facts.today + timedelta(days=100)
    result = liquidity(changed(facts, item.id, day=far))
    made = effect(result, item.id, far + timedelta(days=data.draw(ANYTIME)))
    assert (made.days, made.lowest_balance_change, made.cash) == (0, Decimal(0), ())


@given(with_items, st.data())
def test_scenarios_equal_the_forecast_with_all_their_changes_decided(
    facts: RunwayInputs, data: st.DataObject
) -> None:
    outcome, again = liquidity(facts), facts
    changes = []
    for item in data.draw(
        st.lists(
            st.sampled_from([document.item for document in facts.documents]), unique_by=lambda entry: entry.id
        )
    ):
        day = data.draw(st.none() | ANYTIME.map(lambda days: facts.today + timedelta(days=days)))
        balance = data.draw(st.none() | hundreds)
        changes.append(Change(item.id, day, balance))
        again = decided_so(again, outcome.placed[item.id].plan.item.balance, changes[-1])
    [result] = what_if(
        outlook(outcome).projected, outcome.placed, [Scenario("it", tuple(changes))], outcome.rules
    )
    assert isinstance(result, ScenarioResult)
    after = outlook(liquidity(again))
    assert result.scenario.dated == after.projected.dated
    assert result.scenario.closing_balance == after.forecast.closing_balance
    assert result.planned.dated == outlook(outcome).projected.dated


@given(with_items)
def test_the_effects_shown_are_those_of_their_days_and_what_sorts_is_that_of_today(
    facts: RunwayInputs,
) -> None:
    result = liquidity(facts)
    ids = [document.item.id for document in facts.documents]
    order, scores = effect_order(result, [*ids, UUID(int=999)]), pressing_order(result, [*ids, UUID(int=999)])
    assert set(order) == set(scores) == set(ids)
    for document in facts.documents:
        shown = impacts(result, document.item.id)
        assert [dated.impact for dated in shown] == [
            effect(result, document.item.id, dated.day) for dated in shown
        ]
        assert len(shown) == (3 if document.item.is_bill else 2)
        assert all(dated.day >= facts.today for dated in shown)
        assert order[document.item.id] == (shown[0].impact.days, shown[0].impact.lowest_balance_change)
        rank = priority(result, document.item.id)
        assert rank is not None
        assert rank.score == sum(factor.points for factor in rank.factors) == scores[document.item.id]
        assert 0 <= rank.score <= 100


@given(with_items)
def test_worth_in_average_runway_adds_up_to_all_balances_over_burn(facts: RunwayInputs) -> None:
    result = liquidity(facts)
    items = [document.item for document in facts.documents]
    worth = {item.id: average_days(result, item.id) for item in items}
    per_day = result.net_burn_per_day
    if isinstance(per_day, UnknownReason):
        assert set(worth.values()) == {per_day}
        assert per_day in (result.burn.reason, UnknownReason.AVERAGE_CONTRADICTED)
    elif per_day <= 0:
        assert set(worth.values()) == {UnknownReason.NOT_BURNING}
    else:
        days = {item_id: figure for item_id, figure in worth.items() if isinstance(figure, Decimal)}
        assert set(days) == set(worth)
        net = sum((-item.balance if item.is_bill else item.balance for item in items), Decimal(0))
        # Each is rounded to four places.
        assert abs(sum(days.values()) - net / per_day) <= Decimal("0.00005") * len(items) + Decimal("1e-15")
        assert all((days[item.id] <= 0) if item.is_bill else (days[item.id] >= 0) for item in items)
    assert average_days(result, UUID(int=999)) is None


def score(facts: RunwayInputs, item_id: UUID) -> Decimal:
    result = priority(liquidity(facts), item_id)
    assert result is not None
    return result.score


def a_bill(facts: RunwayInputs, data: st.DataObject) -> tuple[RunwayInputs, OpenItem]:
    """Make some item a bill of a known vendor."""
    item = some_item(facts, data)._replace(is_bill=True, party_id=PARTIES[0])
    return _with(facts, item), item


def _with(facts: RunwayInputs, item: OpenItem) -> RunwayInputs:
    documents = (
        document._replace(item=item) if document.item.id == item.id else document
        for document in facts.documents
    )
    return replace(facts, documents=tuple(documents))


@given(with_items, st.data(), st.integers(0, 90))
def test_a_nearer_due_date_never_lowers_a_bills_priority(
    facts: RunwayInputs, data: st.DataObject, days: int
) -> None:
    facts, item = a_bill(facts, data)
    nearer = _with(facts, item._replace(due_date=item.due_date - timedelta(days=days)))
    assert score(nearer, item.id) >= score(facts, item.id)


@given(with_items, st.data())
def test_a_higher_tier_never_lowers_a_bills_priority(facts: RunwayInputs, data: st.DataObject) -> None:
    facts, item = a_bill(facts, data)
    known = facts.settings.terms_of(PARTIES[0])
    scores = []
    for tier in (Tier.COMMODITY, Tier.STANDARD, Tier.IMPORTANT, Tier.STRATEGIC):
        terms: dict[UUID, VendorTerms] = {
            **facts.settings.vendor_terms,
            PARTIES[0]: replace(known, tier=tier),
        }
        scores.append(score(replace(facts, settings=replace(facts.settings, vendor_terms=terms)), item.id))
    assert scores == sorted(scores)


@given(free, st.data(), st.sampled_from([Decimal(10), Decimal("0.01")]))
def test_the_amount_alone_changes_nothing_in_a_bills_priority(
    facts: RunwayInputs, data: st.DataObject, times: Decimal
) -> None:
    facts, item = a_bill(facts, data)
    other = item._replace(total=item.total * times, balance=item.balance * times)
    assert score(_with(facts, other), item.id) == score(facts, item.id)
