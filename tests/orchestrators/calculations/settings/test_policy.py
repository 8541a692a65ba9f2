"""What a business chose for its runway: what was set counts, and where nothing was, the defaults."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.vendor import SUGGESTED_TIER, TOLERATED_LATENESS, Tier, VendorClass
from orchestrators.calculations.runway.burn import BurnAverage
from orchestrators.calculations.settings.policy import (
    UNKNOWN_TERMS,
    Earmark,
    RunwayPolicy,
    RunwaySettings,
    VendorTerms,
)
from orchestrators.calculations.values import OverduePolicy
from tests.orchestrators.calculations.amounts_and_days import amounts
from tests.orchestrators.calculations.runway.oracles.businesses import PARTIES

tiers = st.sampled_from(Tier)
classes = st.sampled_from(VendorClass)
maybe_tiers, maybe_classes = st.none() | tiers, st.none() | classes
grace = st.none() | st.integers(0, 365)
terms = st.builds(VendorTerms, maybe_tiers, maybe_classes, grace)
earmarks = st.lists(amounts, max_size=100).map(
    lambda result: tuple(Earmark(UUID(int=n), str(n), amount, 1) for n, amount in enumerate(result))
)


def test_the_defaults_are_those_of_a_business_that_set_nothing() -> None:
    policy = RunwayPolicy()
    assert policy.floor == 0
    assert (policy.buffer_days, policy.overdue_policy) == (30, OverduePolicy.HISTORY)
    assert (policy.week_start, policy.average) == (0, BurnAverage.MEDIAN)
    assert (policy.count_undeposited_funds, policy.cost_of_cash, policy.version) == (False, None, 0)
    assert RunwaySettings().policy == policy
    assert RunwaySettings().earmarked == 0


def test_a_vendor_of_whom_nothing_is_known_is_a_standard_one() -> None:
    assert UNKNOWN_TERMS.suggested_tier is UNKNOWN_TERMS.effective_tier is Tier.STANDARD
    assert (UNKNOWN_TERMS.grace_days, UNKNOWN_TERMS.version) == (3, 0)
    assert RunwaySettings().terms_of(PARTIES[0]) is UNKNOWN_TERMS


def test_terms_are_those_of_the_vendor_asked_for() -> None:
    known = VendorTerms(Tier.COMMODITY)
    settings = RunwaySettings(vendor_terms={PARTIES[0]: known})
    assert settings.terms_of(PARTIES[0]) is known
    assert settings.terms_of(PARTIES[1]) is UNKNOWN_TERMS


@pytest.mark.parametrize("vendor_class", VendorClass)
def test_each_class_suggests_a_tier(vendor_class: VendorClass) -> None:
    assert VendorTerms(vendor_class=vendor_class).suggested_tier is SUGGESTED_TIER[vendor_class]


@given(tiers, maybe_classes, grace)
def test_the_tier_that_was_set_counts_whatever_the_class(
    tier: Tier, vendor_class: VendorClass | None, agreed: int | None
) -> None:
    known = VendorTerms(tier, vendor_class, agreed)
    assert known.effective_tier is tier
    assert known.suggested_tier is VendorTerms(None, vendor_class).effective_tier


@given(terms)
def test_what_was_agreed_is_borne_else_what_the_tier_bears(known: VendorTerms) -> None:
    agreed = known.agreed_grace_days
    assert known.grace_days == (TOLERATED_LATENESS[known.effective_tier] if agreed is None else agreed)
    assert known.grace_days >= 0


@given(earmarks)
def test_what_is_put_aside_is_the_sum_of_the_earmarks_in_any_order(result: tuple[Earmark, ...]) -> None:
    assert RunwaySettings(earmarks=result).earmarked == RunwaySettings(earmarks=result[::-1]).earmarked
    assert RunwaySettings(earmarks=result).earmarked == sum(item.amount for item in result)


@given(earmarks, amounts)
def test_one_more_earmark_adds_its_amount_and_releasing_it_restores_what_was(
    result: tuple[Earmark, ...], amount: Decimal
) -> None:
    before = RunwaySettings(earmarks=result).earmarked
    more = RunwaySettings(earmarks=(*result, Earmark(UUID(int=10**6), "more", amount, 1)))
    assert more.earmarked - before == amount
    assert RunwaySettings(earmarks=more.earmarks[:-1]).earmarked == before
