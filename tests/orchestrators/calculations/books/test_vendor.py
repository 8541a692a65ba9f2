"""A vendor's record, its tier, and the day until which a bill can wait."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.vendor import (
    SUGGESTED_TIER,
    TOLERATED_LATENESS,
    Tier,
    VendorClass,
    VendorRecord,
    VendorRecordUnknownReason,
    grace_days,
    latest_safe_date,
    must_pay,
)
from tests.orchestrators.calculations.amounts_and_days import TODAY, amounts, days
from tests.orchestrators.calculations.books.slow_history import PaidBill, vendor_record

TIERS = list(Tier)
paid_bills = st.lists(
    st.builds(
        PaidBill,
        due_date=days,
        paid_on=days,
        discount_offered=st.just(Decimal(0)) | amounts,
        discount_taken=st.just(Decimal(0)) | amounts,
    ),
    max_size=20,
)


def paid(late: int, offered: str = "0", taken: str = "0") -> PaidBill:
    return PaidBill(TODAY, TODAY + timedelta(days=late), Decimal(offered), Decimal(taken))


def test_the_record_of_a_vendor() -> None:
    bills = [paid(-3, "2", "2"), paid(0, "4"), paid(5), paid(8, "1.50")]
    assert vendor_record([Decimal(70), Decimal(30)], bills) == VendorRecord(
        payments=2,
        paid=Decimal(100),
        bills_paid=4,
        bills_on_time=2,
        on_time_share=Decimal("0.5"),
        average_days_beyond_terms=Decimal("2.5"),
        discounts_taken=1,
        discounts_missed=2,
        discount_taken=Decimal(2),
        discount_missed=Decimal("5.50"),
        on_time_unknown_reason=None,
    )


def test_a_vendor_paid_early_has_negative_days_beyond_terms() -> None:
    assert vendor_record([], [paid(-4), paid(-5)]).average_days_beyond_terms == Decimal("-4.5")


def test_without_a_paid_bill_share_and_average_have_a_reason_instead() -> None:
    result = vendor_record([Decimal(9)], [])
    assert (result.on_time_share, result.average_days_beyond_terms) == (None, None)
    assert (result.on_time_unknown_reason, result.payments) == (VendorRecordUnknownReason.NO_BILLS_PAID, 1)


def test_a_discount_taken_unannounced_counts_as_taken() -> None:
    result = vendor_record([], [paid(0, "0", "3")])
    assert (result.discounts_taken, result.discounts_missed) == (1, 0)


def test_the_tiers_bear_0_1_3_and_7_days() -> None:
    assert [TOLERATED_LATENESS[tier] for tier in TIERS] == [0, 1, 3, 7]


def test_every_class_has_a_suggestion_and_a_more_pressing_class_never_a_lower_one() -> None:
    suggested = [TIERS.index(SUGGESTED_TIER[item]) for item in VendorClass]
    assert suggested == sorted(suggested)
    assert Tier.COMMODITY not in SUGGESTED_TIER.values()


@pytest.mark.parametrize(("agreed", "days_borne"), [(None, 3), (0, 0), (10, 10), (-4, 0)])
def test_what_was_agreed_with_a_vendor_comes_before_its_tier(agreed: int | None, days_borne: int) -> None:
    assert grace_days(Tier.STANDARD, agreed) == days_borne


def test_the_latest_safe_date_is_due_date_plus_grace() -> None:
    assert latest_safe_date(date(2024, 2, 28), 2) == date(2024, 3, 1)
    assert latest_safe_date(date.max, 7) == date.max


@pytest.mark.parametrize(
    ("tier", "days_until_safe", "must"),
    [
        (Tier.STRATEGIC, 90, True),
        (Tier.IMPORTANT, 90, False),
        (Tier.COMMODITY, 0, False),
        (Tier.COMMODITY, -1, True),
    ],
)
def test_essential_tiers_and_what_is_past_its_latest_safe_date_must_be_paid(
    tier: Tier, days_until_safe: int, must: bool
) -> None:
    assert must_pay(tier, TODAY + timedelta(days=days_until_safe), TODAY) is must


@given(paid_bills)
def test_shares_are_shares_and_every_offered_discount_is_taken_or_missed(bills: list[PaidBill]) -> None:
    result = vendor_record([], bills)
    assert result.on_time_share is None or 0 <= result.on_time_share <= 1
    offered = sum(bill.discount_offered > 0 or bill.discount_taken > 0 for bill in bills)
    assert result.discounts_taken + result.discounts_missed == offered


@given(paid_bills.filter(bool))
def test_a_bill_paid_on_time_never_lowers_the_share(bills: list[PaidBill]) -> None:
    before, after = vendor_record([], bills), vendor_record([], [*bills, paid(0)])
    assert before.on_time_share is not None
    assert after.on_time_share is not None
    assert after.on_time_share >= before.on_time_share
