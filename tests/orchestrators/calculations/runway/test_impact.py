"""What one decision does to the runway: small cases by hand."""

from datetime import date, timedelta
from decimal import Decimal

from orchestrators.calculations.runway.impact import Impact, PayOn, impact, pay_dates
from orchestrators.calculations.runway.projection import CashStep, DaysPrecision, projection
from orchestrators.calculations.values import Flow, FlowSource

TODAY = date(2024, 3, 11)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def bill(amount: int, number: int) -> Flow:
    return Flow(day(number), Decimal(-amount), FlowSource.BILL)


def of(before: Flow | None, after: Flow | None, *daily: int, floor: int = 0) -> Impact:
    return impact(projection([Decimal(item) for item in daily], Decimal(floor), TODAY), before, after)


def test_paying_later_gains_the_days_until_the_balance_falls_then() -> None:
    result = of(bill(60, 1), bill(60, 4), 50, -10, -10, -10, -10, -10)
    assert (result.days, result.reach, result.below_floor_date) == (3, DaysPrecision.EXACT, day(4))
    assert (result.lowest, result.lowest_on, result.lowest_balance_change) == (
        Decimal(-10),
        day(4),
        Decimal(0),
    )
    assert result.cash == (CashStep(day(1), Decimal(60)), CashStep(day(4), Decimal(0)))


def test_paying_now_costs_the_days_until_the_balance_would_have_fallen() -> None:
    result = of(bill(60, 4), bill(60, 0), 50, 50, 50, 50, -10, -10)
    assert (result.days, result.reach, result.below_floor_date) == (-4, DaysPrecision.EXACT, TODAY)


def test_the_difference_of_cash_is_told_for_each_day() -> None:
    result = of(bill(60, 1), bill(70, 3), 100, 40, 40, 40, 40)
    assert [result.cash_on(day(at)) for at in range(-1, 5)] == list(map(Decimal, (0, 0, 60, 60, -10, -10)))


def test_a_balance_that_never_falls_shows_the_effect_on_the_lowest_balance() -> None:
    result = of(bill(60, 4), bill(60, 1), 100, 90, 120, 130, 70)
    assert (result.days, result.reach, result.below_floor_date) == (0, DaysPrecision.BEYOND_HORIZON, None)
    assert (result.lowest, result.lowest_on, result.lowest_balance_change) == (
        Decimal(30),
        day(1),
        Decimal(-40),
    )


def test_a_fall_that_goes_beyond_the_horizon_is_at_least_so_many_days() -> None:
    result = of(bill(60, 1), bill(60, 9), 50, -10, -10, -10)
    assert (result.days, result.reach, result.below_floor_date) == (3, DaysPrecision.AT_LEAST, None)
    back = of(bill(60, 9), bill(60, 1), 50, 50, 50, 50)
    assert (back.days, back.reach, back.below_floor_date) == (-3, DaysPrecision.AT_LEAST, day(1))


def test_an_item_that_the_forecast_leaves_out_counts_once_it_is_decided() -> None:
    result = of(None, bill(60, 2), 50, 50, 50, 50)
    assert (result.days, result.below_floor_date, result.lowest_balance_change) == (-2, day(2), Decimal(-60))
    assert of(bill(60, 2), None, 50, 50, -10, -10).below_floor_date is None


def test_the_floor_is_the_businesss() -> None:
    assert of(bill(10, 1), bill(10, 2), 100, 90, 90, floor=95).days == 1


def test_effects_are_shown_for_now_due_and_latest_safe() -> None:
    assert pay_dates(day(5), 3, TODAY) == (
        (PayOn.NOW, TODAY),
        (PayOn.DUE_DATE, day(5)),
        (PayOn.LATEST_SAFE_DATE, day(8)),
    )


def test_no_day_lies_in_the_past() -> None:
    assert pay_dates(day(-5), 3, TODAY) == tuple((name, TODAY) for name in PayOn)
