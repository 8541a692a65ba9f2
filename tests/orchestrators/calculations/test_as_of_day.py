"""A detected flow is known on a day as it could have been known then: no look-ahead, and no end overslept."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.recurring import RecurringFlow
from orchestrators.calculations.recurring_days import as_of_day, regular_days
from orchestrators.calculations.rhythm import Cadence, rhythm_of
from tests.orchestrators.calculations.amounts_and_days import signed_amounts, unhurried

SINCE, SEEN = date(2024, 1, 5), date(2024, 6, 5)
RENT = RecurringFlow(None, "Rent", Decimal(-900), Cadence.MONTHLY, SEEN, SEEN)
#: The days after the last one seen through which a flow of each cadence is still expected.
PATIENCE = {Cadence.WEEKLY: 9, Cadence.BIWEEKLY: 16, Cadence.MONTHLY: 37, Cadence.QUARTERLY: 98}

since = st.dates(date(2023, 1, 1), date(2024, 1, 1))
lasting = st.integers(0, 500)
as_of_days = st.dates(date(2022, 6, 1), date(2026, 6, 1))


@st.composite
def seen_flows(draw: st.DrawFn) -> tuple[RecurringFlow, date]:
    """A flow that the books show, and since when they do."""
    first = draw(since)
    last = first + timedelta(days=draw(lasting))
    flow = RecurringFlow(None, "Flow", draw(signed_amounts), draw(st.sampled_from(Cadence)), last, last)
    return flow, first


def test_before_it_was_first_seen_it_is_not_known() -> None:
    assert as_of_day(RENT, SINCE, SINCE - timedelta(days=1)) is None
    assert as_of_day(RENT, SINCE, SINCE) is not None


def test_while_it_is_seen_it_goes_on_from_the_day_itself() -> None:
    found = as_of_day(RENT, SINCE, date(2024, 3, 10))
    assert found == replace(RENT, seen_until=None)


def test_on_the_day_on_which_it_was_last_seen_that_is_known() -> None:
    assert as_of_day(RENT, SINCE, SEEN) == RENT
    assert as_of_day(RENT, SINCE, SEEN - timedelta(days=1)) == replace(RENT, seen_until=None)


@pytest.mark.parametrize("cadence", Cadence)
def test_it_has_ended_when_the_next_is_overdue_for_longer_than_gaps_vary(cadence: Cadence) -> None:
    flow = replace(RENT, cadence=cadence)
    last = SEEN + timedelta(days=PATIENCE[cadence])
    assert as_of_day(flow, SINCE, last) == flow
    assert as_of_day(flow, SINCE, last + timedelta(days=1)) is None


def test_one_of_which_no_last_day_is_known_goes_on() -> None:
    flow = replace(RENT, seen_until=None)
    assert as_of_day(flow, SINCE, date(2026, 1, 1)) == flow


@unhurried
@given(seen_flows(), as_of_days)
def test_it_is_as_it_was_but_for_what_was_seen_later(found: tuple[RecurringFlow, date], as_of: date) -> None:
    flow, first = found
    known = as_of_day(flow, first, as_of)
    if known is None:
        return
    assert replace(known, seen_until=flow.seen_until) == flow
    assert known.seen_until is None or known.seen_until <= as_of


@unhurried
@given(seen_flows(), as_of_days)
def test_it_is_known_from_its_first_day_until_it_is_missed(
    found: tuple[RecurringFlow, date], as_of: date
) -> None:
    flow, first = found
    assert flow.seen_until is not None
    rhythm = rhythm_of(flow.cadence)
    missed = flow.seen_until + timedelta(days=rhythm.most_gap + rhythm.strays)
    assert (as_of_day(flow, first, as_of) is not None) is (first <= as_of <= missed)


@unhurried
@given(seen_flows(), as_of_days)
def test_knowing_it_again_on_the_same_day_tells_nothing_new(
    found: tuple[RecurringFlow, date], as_of: date
) -> None:
    flow, first = found
    known = as_of_day(flow, first, as_of)
    assert known is None or as_of_day(known, first, as_of) == known


@unhurried
@given(seen_flows(), as_of_days)
def test_no_day_that_it_comes_on_is_before_the_last_one_seen(
    found: tuple[RecurringFlow, date], as_of: date
) -> None:
    flow, first = found
    known = as_of_day(flow, first, as_of)
    if known is None:
        return
    coming = list(regular_days(known, as_of, as_of + timedelta(days=200)))
    assert coming == sorted(coming)
    assert all(day > known.seen_until if known.seen_until else day >= as_of for day in coming)
