"""Days of sales and of purchases, and the reason where there are none."""

from decimal import Decimal

import pytest

from orchestrators.calculations.books.ratios import (
    Balance,
    BalanceBasis,
    DaysRatio,
    RatioUnknownReason,
    dpo,
    dso,
    ending,
    four_places,
)


def test_the_answer_says_whether_an_ending_or_an_average_balance_was_used() -> None:
    average = Balance(Decimal(20), BalanceBasis.AVERAGE)
    assert dso(ending(Decimal(30)), Decimal(100), 30) == DaysRatio(Decimal(9), BalanceBasis.ENDING)
    assert dso(average, Decimal(100), 30) == DaysRatio(Decimal(6), BalanceBasis.AVERAGE)


@pytest.mark.parametrize("turnover", [Decimal(0), Decimal(-5)])
def test_without_sales_or_purchases_there_is_a_reason_instead_of_days(turnover: Decimal) -> None:
    balance = ending(Decimal(10))
    assert dso(balance, turnover, 30) == DaysRatio(None, BalanceBasis.ENDING, RatioUnknownReason.NO_SALES)
    assert dpo(balance, turnover, 30) == DaysRatio(None, BalanceBasis.ENDING, RatioUnknownReason.NO_PURCHASES)


def test_a_period_without_days_has_no_ratio() -> None:
    assert dso(ending(Decimal(10)), Decimal(5), 0).unknown_reason is RatioUnknownReason.NO_DAYS


def test_ratios_keep_four_places_half_to_even() -> None:
    assert dpo(ending(Decimal(1)), Decimal(3), 1).days == Decimal("0.3333")
    assert [four_places(Decimal(name)) for name in ("0.00005", "0.00015")] == [0, Decimal("0.0002")]


def test_a_ratio_too_large_for_four_places_is_kept() -> None:
    assert four_places(Decimal("1e90")) == Decimal("1e90")
