"""What letting a discount go costs a year, and when it beats the cost of cash."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.discount import (
    DiscountComparison,
    DiscountOffer,
    DiscountRate,
    DiscountVerdict,
    NoRate,
    compare_discount,
    discount_amount,
    discount_rate,
)

USUAL = DiscountOffer(Decimal(2), 10, 30)
percents = st.decimals(Decimal("0.01"), Decimal("99.99"), places=2)
gaps = st.integers(1, 365)
years = st.sampled_from([360, 365])


def test_2_10_net_30_by_360_and_by_365_days() -> None:
    assert discount_rate(USUAL, year=360).simple == Decimal("0.3673")
    assert discount_rate(USUAL) == DiscountRate(20, Decimal("0.3724"), Decimal("0.4459"))


def test_paying_on_another_day_counts_from_the_discount_day() -> None:
    assert discount_rate(USUAL, pay_on=45) == discount_rate(DiscountOffer(Decimal(2), 0, 35))


@pytest.mark.parametrize("pay_on", [0, 10])
def test_paying_by_the_discount_day_anyway_waits_for_nothing(pay_on: int) -> None:
    rate = discount_rate(USUAL, pay_on=pay_on)
    assert (rate.simple, rate.effective, rate.reason) == (None, None, NoRate.NO_WAIT)
    assert verdict(rate) == DiscountComparison(True, DiscountVerdict.COSTS_NO_TIME)


@pytest.mark.parametrize("percent", ["-1", "0", "100", "250"])
def test_what_is_no_discount_has_no_rate(percent: str) -> None:
    rate = discount_rate(DiscountOffer(Decimal(percent), 10, 30))
    assert rate == DiscountRate(20, None, None, NoRate.NO_DISCOUNT)
    assert verdict(rate) == DiscountComparison(False, DiscountVerdict.NO_DISCOUNT)


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ("0.3723", DiscountComparison(True, DiscountVerdict.BEATS_COST_OF_CASH)),
        ("0.3724", DiscountComparison(False, DiscountVerdict.BELOW_COST_OF_CASH)),
    ],
)
def test_it_is_taken_when_it_beats_the_cost_of_cash(cost: str, expected: DiscountComparison) -> None:
    assert verdict(discount_rate(USUAL), cost) == expected


@pytest.mark.parametrize("pay_on", [5, 30])
def test_a_guardrail_comes_before_any_rate(pay_on: int) -> None:
    rate = discount_rate(USUAL, pay_on=pay_on)
    result = compare_discount(rate, Decimal(0), breaks_guardrail=True)
    assert result == DiscountComparison(False, DiscountVerdict.BREAKS_GUARDRAIL)


def test_the_discount_is_a_share_of_the_total() -> None:
    assert discount_amount(Decimal("241.23"), Decimal(2)) == Decimal("4.8246")


def verdict(rate: DiscountRate, cost: str = "0.08") -> DiscountComparison:
    return compare_discount(rate, Decimal(cost), breaks_guardrail=False)


def rates(percent: Decimal, gap: int, year: int) -> tuple[Decimal, Decimal]:
    result = discount_rate(DiscountOffer(percent, 10, 10 + gap), year=year)
    assert result.simple is not None
    assert result.effective is not None
    return result.simple, result.effective


@given(percents, gaps, years)
def test_within_a_year_the_effective_rate_is_at_least_the_simple_one(
    percent: Decimal, gap: int, year: int
) -> None:
    simple, effective = rates(percent, min(gap, year), year)
    assert effective >= simple > 0


@given(percents, gaps, gaps, years)
def test_a_longer_wait_never_raises_the_rate(percent: Decimal, one: int, other: int, year: int) -> None:
    short, long = sorted((one, other))
    for before, after in zip(rates(percent, short, year), rates(percent, long, year), strict=True):
        assert after <= before


@given(percents, percents, gaps, years)
def test_a_larger_discount_never_lowers_the_rate(one: Decimal, other: Decimal, gap: int, year: int) -> None:
    small, large = sorted((one, other))
    for before, after in zip(rates(small, gap, year), rates(large, gap, year), strict=True):
        assert after >= before
