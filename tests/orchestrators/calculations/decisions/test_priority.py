"""One scorer of bills with laws: what makes a bill more pressing never lowers its score."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.vendor import Tier, VendorRecord, VendorSums, grace_days, record_of
from orchestrators.calculations.decisions.priority import (
    BillToRank,
    Factor,
    FactorName,
    bill_priority,
)
from tests.orchestrators.calculations.amounts_and_days import TODAY, amounts, days

BILL = BillToRank(TODAY, Decimal(1000), Tier.STANDARD, grace_days=3)
TIERS = list(Tier)
MOST = {
    FactorName.CONSEQUENCE: 40,
    FactorName.TIME_PRESSURE: 30,
    FactorName.MONEY_AT_RISK: 15,
    FactorName.RELATIONSHIP: 10,
    FactorName.BLOCKED_DECISION: 5,
}
costs = st.decimals(0, 5000, places=2)
records = st.integers(0, 5).flatmap(
    lambda paid: st.integers(0, paid).map(lambda late: late_in(late, of=paid)),
)
bills = st.builds(
    BillToRank,
    due_date=days,
    amount=amounts,
    tier=st.sampled_from(Tier),
    grace_days=st.integers(0, 30),
    late_fee=costs,
    lost_discount=costs,
    record=st.none() | records,
    blocked_since=st.none() | days,
)


def factor(name: FactorName, **changed: object) -> Factor:
    # The fields are those of the tuple; what a test changes is its own business.
    bill = BILL._replace(**changed)  # type: ignore[arg-type]  # Values of any field, by name.
    return next(item for item in bill_priority(bill, TODAY).factors if item.name is name)


def ahead(number: int) -> date:
    return TODAY + timedelta(days=number)


def late_in(late: int, of: int) -> VendorRecord:
    return record_of(VendorSums(bills_paid=of, bills_on_time=of - late, days_beyond_terms=late))


@pytest.mark.parametrize(("tier", "points"), list(zip(TIERS, (40, 25, 10, 0), strict=True)))
def test_consequence_follows_the_tier(tier: Tier, points: int) -> None:
    result = factor(FactorName.CONSEQUENCE, tier=tier)
    assert result.points == points
    assert result.reason == f"The vendor's tier is {tier}."


@pytest.mark.parametrize(
    ("due_in", "points"),
    [(400, "0"), (31, "0"), (30, "0"), (19, "10"), (0, "27.27"), (-3, "30"), (-4, "30"), (-90, "30")],
)
def test_time_presses_from_30_days_before_due_to_the_latest_safe_date(due_in: int, points: str) -> None:
    assert factor(FactorName.TIME_PRESSURE, due_date=ahead(due_in)).points == Decimal(points)


@pytest.mark.parametrize(
    ("fee", "discount", "points"), [("0", "0", "0"), ("5", "5", "3"), ("50", "0", "15"), ("900", "0", "15")]
)
def test_money_at_risk_is_a_share_of_the_bill(fee: str, discount: str, points: str) -> None:
    result = factor(FactorName.MONEY_AT_RISK, late_fee=Decimal(fee), lost_discount=Decimal(discount))
    assert result.points == Decimal(points)


def test_a_vendor_kept_waiting_before_is_more_pressing() -> None:
    result = factor(FactorName.RELATIONSHIP, record=late_in(3, of=4))
    assert (result.points, result.reason) == (Decimal("7.5"), "3 of 4 bills were paid late.")


@pytest.mark.parametrize(("blocked", "points"), [(None, 0), (1, 0), (0, 0), (-2, 2), (-9, 5)])
def test_a_blocked_decision_adds_a_point_a_day(blocked: int | None, points: int) -> None:
    since = None if blocked is None else ahead(blocked)
    assert factor(FactorName.BLOCKED_DECISION, blocked_since=since).points == points


def test_every_factor_says_its_fact_in_numbers() -> None:
    bill = BILL._replace(
        due_date=ahead(-1),
        late_fee=Decimal(10),
        lost_discount=Decimal(5),
        record=late_in(1, of=2),
        blocked_since=ahead(-2),
    )
    assert [item.reason for item in bill_priority(bill, TODAY).factors] == [
        "The vendor's tier is STANDARD.",
        "1 day past due; 3 days of lateness tolerated.",
        "Late fee and lost discount are 1.50% of the amount.",
        "1 of 2 bills were paid late.",
        "Its decision has been blocked for 2 days.",
    ]


def test_what_is_unknown_has_no_points_and_says_so() -> None:
    assert factor(FactorName.RELATIONSHIP).reason == "No bill was paid so far."
    assert factor(FactorName.BLOCKED_DECISION).reason == "No decision is blocked."
    assert factor(FactorName.MONEY_AT_RISK, amount=Decimal(0), late_fee=Decimal(9)).points == 0


def test_everything_at_once_is_100() -> None:
    worst = BILL._replace(
        tier=Tier.STRATEGIC,
        due_date=ahead(-30),
        late_fee=Decimal(500),
        record=late_in(2, of=2),
        blocked_since=ahead(-30),
    )
    assert bill_priority(worst, TODAY).score == 100


@given(bills, days)
def test_the_score_is_the_sum_of_its_factors_each_within_its_bounds(bill: BillToRank, today: date) -> None:
    result = bill_priority(bill, today)
    assert {item.name: item.most for item in result.factors} == MOST
    assert all(0 <= item.points <= item.most for item in result.factors)
    assert result.score == sum(item.points for item in result.factors) <= 100


@given(bills, days, st.integers(1, 400))
def test_a_nearer_due_date_never_lowers_the_score(bill: BillToRank, today: date, nearer: int) -> None:
    sooner = bill._replace(due_date=bill.due_date - timedelta(days=nearer))
    assert bill_priority(sooner, today).score >= bill_priority(bill, today).score


@given(bills, days, st.sampled_from(Tier), st.sampled_from(Tier), st.none() | st.integers(0, 30))
def test_a_higher_tier_never_lowers_the_score(
    bill: BillToRank, today: date, one: Tier, other: Tier, agreed: int | None
) -> None:
    lower, higher = sorted((one, other), key=TIERS.index, reverse=True)
    below, above = (
        bill_priority(bill._replace(tier=tier, grace_days=grace_days(tier, agreed)), today).score
        for tier in (lower, higher)
    )
    assert above >= below


@given(bills, days, st.integers(1, 365))
def test_a_day_that_passes_never_lowers_the_score(bill: BillToRank, today: date, later: int) -> None:
    assert bill_priority(bill, today + timedelta(days=later)).score >= bill_priority(bill, today).score


@given(bills, days, st.sampled_from([Decimal("0.5"), Decimal(2), Decimal(1024)]))
def test_the_amount_alone_changes_nothing(bill: BillToRank, today: date, times: Decimal) -> None:
    scaled = bill._replace(
        amount=bill.amount * times,
        late_fee=bill.late_fee * times,
        lost_discount=bill.lost_discount * times,
    )
    free = bill._replace(late_fee=Decimal(0), lost_discount=Decimal(0))
    assert bill_priority(scaled, today) == bill_priority(bill, today)
    assert bill_priority(free._replace(amount=scaled.amount), today) == bill_priority(free, today)


@given(bills, days, costs)
def test_more_money_at_risk_never_lowers_the_score(bill: BillToRank, today: date, more: Decimal) -> None:
    dearer = bill._replace(late_fee=bill.late_fee + more)
    assert bill_priority(dearer, today).score >= bill_priority(bill, today).score
