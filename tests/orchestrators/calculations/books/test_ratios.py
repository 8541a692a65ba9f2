"""Days of sales and of purchases, and the reason where there are none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.ratios import (
    BalanceBasis,
    DaysRatio,
    NoRatio,
    average,
    dpo,
    dso,
    ending,
    four_places,
)
from tests.orchestrators.calculations.amounts_and_days import amounts, signed_amounts, unhurried


def test_the_answer_says_whether_an_ending_or_an_average_balance_was_used() -> None:
    opening, closing = Decimal(10), Decimal(30)
    assert dso(ending(closing), Decimal(100), 30) == DaysRatio(Decimal(9), BalanceBasis.ENDING)
    assert dso(average(opening, closing), Decimal(100), 30) == DaysRatio(Decimal(6), BalanceBasis.AVERAGE)


@pytest.mark.parametrize("turnover", [Decimal(0), Decimal(-5)])
def test_without_sales_or_purchases_there_is_a_reason_instead_of_days(turnover: Decimal) -> None:
    balance = ending(Decimal(10))
    assert dso(balance, turnover, 30) == DaysRatio(None, BalanceBasis.ENDING, NoRatio.NO_SALES)
    assert dpo(balance, turnover, 30) == DaysRatio(None, BalanceBasis.ENDING, NoRatio.NO_PURCHASES)


def test_a_period_without_days_has_no_ratio() -> None:
    assert dso(ending(Decimal(10)), Decimal(5), 0).reason is NoRatio.NO_DAYS


def test_ratios_keep_four_places_half_to_even() -> None:
    assert dpo(ending(Decimal(1)), Decimal(3), 1).days == Decimal("0.3333")
    assert [four_places(Decimal(each)) for each in ("0.00005", "0.00015")] == [0, Decimal("0.0002")]


def test_a_ratio_too_large_for_four_places_is_kept() -> None:
    assert four_places(Decimal("1e90")) == Decimal("1e90")


@unhurried
@given(signed_amounts, signed_amounts, amounts, st.integers(1, 366))
def test_the_average_lies_between_the_two_balances(
    opening: Decimal, closing: Decimal, sales: Decimal, length: int
) -> None:
    ends = [dso(ending(each), sales, length).days for each in sorted((opening, closing))]
    middle = dso(average(opening, closing), sales, length).days
    low, high = ends
    assert low is not None
    assert middle is not None
    assert high is not None
    assert low <= middle <= high
