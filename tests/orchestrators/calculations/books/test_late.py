"""What lateness costs: nothing in the grace, never more than the cap, never less for waiting longer."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.late import LateCostKind, LateTerms, late_cost
from tests.orchestrators.calculations.amounts_and_days import amounts, signed_amounts

THOUSAND = Decimal(1000)
lateness = st.integers(-30, 400)
terms = st.builds(
    LateTerms,
    kind=st.sampled_from(LateCostKind),
    rate=st.decimals(0, 40, places=2),
    grace_days=st.integers(-5, 60),
    cap=st.none() | amounts,
)


@pytest.mark.parametrize(
    ("kind", "rate", "cost"),
    [
        (LateCostKind.FLAT, "35", "35"),
        (LateCostKind.PERCENT_ONCE, "5", "50"),
        (LateCostKind.DAILY, "36.5", "10"),
        (LateCostKind.MONTHLY_OVER_30, "1.5", "5"),
    ],
)
def test_each_kind_after_ten_days(kind: LateCostKind, rate: str, cost: str) -> None:
    assert late_cost(LateTerms(kind, Decimal(rate)), THOUSAND, 10) == Decimal(cost)


@pytest.mark.parametrize(("days", "cost"), [(7, "0"), (8, "1"), (17, "10")])
def test_days_are_charged_after_the_grace_only(days: int, cost: str) -> None:
    agreed = LateTerms(LateCostKind.DAILY, Decimal("36.5"), grace_days=7)
    assert late_cost(agreed, THOUSAND, days) == Decimal(cost)


@pytest.mark.parametrize("kind", [LateCostKind.FLAT, LateCostKind.PERCENT_ONCE])
def test_what_is_charged_once_comes_the_day_after_the_grace(kind: LateCostKind) -> None:
    agreed = LateTerms(kind, Decimal(20), grace_days=3)
    assert late_cost(agreed, THOUSAND, 3) == 0
    assert late_cost(agreed, THOUSAND, 4) == late_cost(agreed, THOUSAND, 300) > 0


def test_the_cap_ends_it() -> None:
    agreed = LateTerms(LateCostKind.DAILY, Decimal("36.5"), cap=Decimal(12))
    assert [late_cost(agreed, THOUSAND, days) for days in (12, 13, 400)] == [12, 12, 12]


@pytest.mark.parametrize("kind", LateCostKind)
def test_dirty_terms_never_pay_for_being_late(kind: LateCostKind) -> None:
    assert late_cost(LateTerms(kind, Decimal(-5)), THOUSAND, 10) == 0
    assert late_cost(LateTerms(kind, Decimal(5), cap=Decimal(-1)), THOUSAND, 10) == 0


@given(terms, signed_amounts, lateness, lateness)
def test_waiting_longer_never_costs_less(agreed: LateTerms, balance: Decimal, one: int, other: int) -> None:
    sooner, later = sorted((one, other))
    assert late_cost(agreed, balance, sooner) <= late_cost(agreed, balance, later)


@given(terms, signed_amounts, lateness)
def test_the_cost_is_never_negative_nor_above_the_cap(agreed: LateTerms, balance: Decimal, days: int) -> None:
    cost = late_cost(agreed, balance, days)
    assert cost >= 0
    assert agreed.cap is None or cost <= agreed.cap


@given(terms, signed_amounts, lateness)
def test_in_time_or_in_the_grace_it_is_free(agreed: LateTerms, balance: Decimal, days: int) -> None:
    assert late_cost(agreed, balance, min(days, max(0, agreed.grace_days))) == 0


@given(terms, st.decimals(-1_000_000, 0, places=2), lateness)
def test_without_a_balance_it_is_free(agreed: LateTerms, balance: Decimal, days: int) -> None:
    assert late_cost(agreed, balance, days) == 0
