"""The runway, average and dated, never mixed, and never a number where none is known."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.burn import BurnAverage
from orchestrators.calculations.runway.runway import (
    AverageRunway,
    AverageRunwayState,
    DatedRunwayState,
    average_runway,
    dated_runway,
    months,
)
from orchestrators.figures import UnknownReason
from tests.orchestrators.calculations.amounts_and_days import amounts, signed_amounts
from tests.orchestrators.calculations.runway.oracles.businesses import balances

TODAY = date(2024, 1, 31)
MEDIAN = BurnAverage.MEDIAN
RATE, HISTORY = UnknownReason.UNKNOWN_RATE, UnknownReason.INSUFFICIENT_HISTORY


def test_cash_over_burn_is_a_number_of_days_and_a_date_by_calendar() -> None:
    result = average_runway(Decimal(1000), Decimal(33), TODAY, MEDIAN)
    assert result == AverageRunway(
        AverageRunwayState.FINITE, None, Decimal("30.3030"), None, date(2024, 3, 1), MEDIAN
    )
    assert result.months == Decimal("0.9956")


@pytest.mark.parametrize("cash", [Decimal(0), Decimal("-12.50")])
@pytest.mark.parametrize("burn", [Decimal(5), Decimal(0), Decimal(-5), HISTORY])
def test_no_cash_is_exhausted_whatever_the_burn(cash: Decimal, burn: Decimal | UnknownReason) -> None:
    result = average_runway(cash, burn, TODAY, MEDIAN)
    assert result == AverageRunway(AverageRunwayState.EXHAUSTED, None, Decimal(0), -cash, TODAY)


@pytest.mark.parametrize("burn", [Decimal(0), Decimal(-5)])
def test_a_business_that_burns_nothing_has_no_number_of_days(burn: Decimal) -> None:
    result = average_runway(Decimal(10), burn, TODAY, MEDIAN)
    assert result == AverageRunway(AverageRunwayState.INFINITE, burn_average=MEDIAN)
    assert result.months is None


@pytest.mark.parametrize(
    ("cash", "burn", "reason"),
    [(RATE, Decimal(1), RATE), (Decimal(1), HISTORY, HISTORY), (RATE, HISTORY, RATE)],
)
def test_what_is_unknown_makes_the_runway_unknown_for_its_reason(
    cash: Decimal | UnknownReason, burn: Decimal | UnknownReason, reason: UnknownReason
) -> None:
    assert average_runway(cash, burn, TODAY, MEDIAN) == AverageRunway(AverageRunwayState.UNKNOWN, reason)


def test_a_runway_beyond_the_calendar_has_days_and_no_date() -> None:
    result = average_runway(Decimal(10) ** 15, Decimal("0.0001"), TODAY, MEDIAN)
    assert (result.state, result.days, result.exhaustion_date) == (
        AverageRunwayState.FINITE,
        Decimal(10) ** 19,
        None,
    )


@given(amounts, amounts, amounts)
def test_more_cash_never_shortens_and_more_burn_never_lengthens_the_runway(
    cash: Decimal, burn: Decimal, more: Decimal
) -> None:
    plain, richer, dearer = (
        average_runway(*item, TODAY, MEDIAN).days
        for item in ((cash, burn), (cash + more, burn), (cash, burn + more))
    )
    assert plain is not None
    assert richer is not None
    assert dearer is not None
    assert dearer <= plain <= richer


def test_a_year_has_twelve_months() -> None:
    assert months(Decimal("365.25")) == 12
    assert months(Decimal(0)) == 0


def test_the_dated_runway_ends_on_the_first_day_below_the_floor_though_the_balance_recovers() -> None:
    daily = [Decimal(number) for number in (300, 100, 99, 500, 20, 20, 900)]
    result = dated_runway(daily, Decimal(100), TODAY)
    assert (result.state, result.days, result.below_floor_date) == (
        DatedRunwayState.FALLS_BELOW,
        2,
        date(2024, 2, 2),
    )
    assert (result.lowest, result.lowest_on) == (Decimal(20), date(2024, 2, 4))


def test_a_balance_at_the_floor_is_not_below_it() -> None:
    result = dated_runway([Decimal(5), Decimal(0)], Decimal(0), TODAY)
    assert (result.state, result.days, result.below_floor_date) == (
        DatedRunwayState.BEYOND_HORIZON,
        None,
        None,
    )
    assert (result.lowest, result.lowest_on) == (Decimal(0), TODAY + timedelta(days=1))


def test_a_balance_below_the_floor_today_is_no_day_of_runway() -> None:
    assert dated_runway([Decimal(-1), Decimal(7)], Decimal(0), TODAY).days == 0


@given(balances, signed_amounts, st.decimals(0, 1000, places=2))
def test_a_higher_floor_never_lengthens_the_dated_runway(
    daily: list[Decimal], floor: Decimal, more: Decimal
) -> None:
    lower, higher = (dated_runway(daily, item, TODAY).days for item in (floor, floor + more))
    assert (len(daily) if lower is None else lower) >= (len(daily) if higher is None else higher)
