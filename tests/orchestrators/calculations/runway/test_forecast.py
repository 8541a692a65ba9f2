"""The thirteen weeks add up, agree with a slow second forecast, and hide nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrators.calculations.runway.forecast import (
    Forecast,
    first_day_of_week,
    forecast,
    last_day_of_horizon,
)
from orchestrators.calculations.runway.runway import dated_runway
from orchestrators.calculations.values import Flow, FlowSource, OverduePolicy
from tests.examples import tries
from tests.orchestrators.calculations.runway.oracles.businesses import (
    MONDAY,
    SUNDAY,
    Business,
    businesses,
    flows,
)
from tests.orchestrators.calculations.runway.oracles.slow_forecast import slow_forecast

WEDNESDAY = MONDAY + timedelta(days=2)
some_flows = st.lists(flows(WEDNESDAY), max_size=20)


def on(day: date, amount: int, source: FlowSource = FlowSource.BILL) -> Flow:
    return Flow(day, Decimal(amount), source)


def made(*flows: Flow, today: date = WEDNESDAY, week_start: int = 0) -> Forecast:
    return forecast(Decimal(1000), flows, today, OverduePolicy.HISTORY, week_start=week_start)


@settings(max_examples=tries(200))
@given(businesses())
def test_a_slow_forecast_day_by_day_agrees_on_random_businesses(business: Business) -> None:
    result, slow = business.forecast(), slow_forecast(business)
    assert list(result.daily) == slow.daily
    assert len(result.weeks) == len(slow.weeks)
    for week, expected in zip(result.weeks, slow.weeks, strict=True):
        assert (week.opening_balance, week.closing_balance) == (expected.opening, expected.closing)
        assert {item.source: item.receipts for item in week.by_source} == expected.receipts
        assert {item.source: item.payments for item in week.by_source} == expected.payments
    assert dated_runway(result.daily, business.floor, business.today).days == slow.falls_after(business.floor)


@given(businesses())
def test_openings_closings_and_sources_add_up(business: Business) -> None:
    result = business.forecast()
    assert result.weeks[0].opening_balance == business.cash
    for week, following in zip(result.weeks, result.weeks[1:], strict=False):
        assert following.opening_balance == week.closing_balance
        assert following.start_date == week.end_date + timedelta(days=1)
    for week in result.weeks:
        assert week.closing_balance == week.opening_balance + week.receipts - week.payments
        assert week.closing_balance == result.daily[(week.end_date - result.today).days]
        assert sum(item.receipts for item in week.by_source) == week.receipts
        assert sum(item.payments for item in week.by_source) == week.payments
        assert min(item for total in week.by_source for item in (total.receipts, total.payments)) >= 0


@given(some_flows)
def test_the_last_closing_is_the_first_opening_and_all_flows_but_those_beyond(planned: list[Flow]) -> None:
    result = made(*planned)
    beyond = sum(flow.amount for flow in result.beyond)
    assert result.closing_balance == 1000 + sum(flow.amount for flow in planned) - beyond
    assert all(flow.day > result.last_day for flow in result.beyond)
    assert len(result.beyond) == sum(flow.day > result.last_day for flow in planned)


@given(some_flows, st.data())
def test_moving_an_item_inside_the_horizon_leaves_the_last_closing_unchanged(
    planned: list[Flow], data: st.DataObject
) -> None:
    within = st.integers(0, (last_day_of_horizon(WEDNESDAY) - WEDNESDAY).days)
    first, second = (WEDNESDAY + timedelta(days=data.draw(within)) for _ in "12")
    item = on(first, -77)
    assert made(*planned, item).closing_balance == made(*planned, item._replace(day=second)).closing_balance


@given(some_flows, st.data())
def test_the_order_of_the_flows_changes_nothing(planned: list[Flow], data: st.DataObject) -> None:
    assert made(*planned) == made(*data.draw(st.permutations(planned)))


@pytest.mark.parametrize(
    ("week_start", "today", "first"),
    [(0, MONDAY, MONDAY), (0, SUNDAY, MONDAY), (6, SUNDAY, SUNDAY), (6, MONDAY, MONDAY - timedelta(days=1))],
)
def test_week_one_holds_today_and_there_are_thirteen_full_columns(
    week_start: int, today: date, first: date
) -> None:
    result = made(today=today, week_start=week_start)
    assert result.weeks[0].start_date == first == first_day_of_week(today, week_start)
    assert first <= today <= result.weeks[0].end_date
    assert len(result.weeks) == 13
    assert {(week.end_date - week.start_date).days for week in result.weeks} == {6}
    assert result.last_day == last_day_of_horizon(today, week_start=week_start)
    assert len(result.daily) == (result.last_day - today).days + 1


def test_the_first_and_the_last_day_of_the_horizon_are_inside() -> None:
    last = last_day_of_horizon(WEDNESDAY)
    after = on(last + timedelta(days=1), -4)
    result = made(on(WEDNESDAY, -1), on(last, -2), after)
    assert (result.daily[0], result.daily[-1]) == (Decimal(999), Decimal(997))
    assert result.beyond == (after,)


def test_what_should_have_moved_before_today_counts_today() -> None:
    assert made(on(date(1915, 1, 1), -10)).daily[0] == 990


def test_weeks_across_a_change_of_the_clock_and_a_leap_day_have_seven_days() -> None:
    result = forecast(Decimal(0), [], date(2024, 2, 26), OverduePolicy.EXCLUDE)
    assert [week.start_date.day for week in result.weeks[:6]] == [26, 4, 11, 18, 25, 1]
    assert result.overdue is OverduePolicy.EXCLUDE
