"""A detected flow is known on a day as it could have been known then: no look-ahead, and no end overslept."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.business_days import Rolling
from orchestrators.calculations.runway.recurring.days import as_of_day, regular_days
from orchestrators.calculations.runway.recurring.detection import RecurringFlow, detect
from orchestrators.calculations.runway.recurring.rhythm import Cadence, nth, rhythm_of
from orchestrators.calculations.values import CashMovement

SINCE, SEEN = date(2024, 1, 5), date(2024, 6, 5)
RENT = RecurringFlow(None, "Rent", Decimal(-900), Cadence.MONTHLY, SEEN, SEEN)
#: The days after the last one seen through which a flow of each cadence is still expected.
PATIENCE = {
    Cadence.WEEKLY: 9,
    Cadence.BIWEEKLY: 16,
    Cadence.MONTHLY: 37,
    Cadence.QUARTERLY: 98,
    Cadence.YEARLY: 386,
}
#: How often each is seen before it is taken for regular.
TIMES = {**dict.fromkeys(Cadence, 3), Cadence.YEARLY: 2}
#: Three of these in a row may be the last business days of their months, for which they are taken until seen
#: otherwise: what is known of them changes.
_MAY_BE_AN_END = frozenset({29, 30})
TWO_YEARS = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class Seen:
    """A flow that came on every one of its regular days, and a day on which it is asked about."""

    cadence: Cadence
    days: tuple[date, ...]
    as_of: date

    def flow(self, until: date) -> RecurringFlow | None:
        """What detection makes of what had come by a day."""
        result = detect([_movement(day) for day in self.days if day <= until], until)
        return result[0] if result else None

    @property
    def known(self) -> RecurringFlow | None:
        """What is known on the day asked about, from what was detected on the last day."""
        flow = self.flow(self.days[-1])
        assert flow is not None
        assert flow.seen_since is not None
        return as_of_day(flow, flow.seen_since, self.as_of)


def _movement(day: date) -> CashMovement:
    return CashMovement(day, Decimal(-900), False, False, None, "Rent")


@st.composite
def seen(draw: st.DrawFn) -> Seen:
    rhythm = rhythm_of(draw(st.sampled_from(Cadence)))
    first = draw(
        st.dates(date(2023, 1, 1), date(2024, 1, 31)).filter(lambda day: day.day not in _MAY_BE_AN_END)
    )
    count = draw(st.integers(TIMES[rhythm.cadence], 9))
    days = tuple(nth(first, rhythm, number) for number in range(count))
    return Seen(rhythm.cadence, days, first + timedelta(days=draw(st.integers(-5, (days[-1] - first).days))))


def coming(flow: RecurringFlow | None, today: date) -> list[date]:
    return [] if flow is None else list(regular_days(flow, today, today + TWO_YEARS))


@given(seen())
def test_it_comes_on_the_days_on_which_it_was_expected_then(case: Seen) -> None:
    assert coming(case.known, case.as_of) == coming(case.flow(case.as_of), case.as_of)


@given(seen())
def test_it_is_known_as_soon_as_it_was_seen_often_enough(case: Seen) -> None:
    times = sum(day <= case.as_of for day in case.days)
    assert (case.known is not None) is (times >= TIMES[case.cadence])


@given(seen())
def test_what_it_is_about_stays_as_it_was_detected(case: Seen) -> None:
    known, last = case.known, case.flow(case.days[-1])
    if known is not None and last is not None:
        assert replace(known, anchor=last.anchor, seen_until=last.seen_until) == last


@given(seen())
def test_knowing_it_again_on_the_same_day_tells_nothing_new(case: Seen) -> None:
    if (known := case.known) is not None:
        assert as_of_day(known, case.days[0], case.as_of) == known


def test_while_it_is_seen_the_next_is_the_first_after_the_day_though_its_anchor_is_later() -> None:
    known = as_of_day(RENT, SINCE, date(2024, 3, 10))
    assert coming(known, date(2024, 3, 10))[:3] == [date(2024, month, 5) for month in (4, 5, 6)]


def test_what_came_on_the_day_itself_is_in_the_cash_already_and_not_expected_again() -> None:
    known = as_of_day(RENT, SINCE, date(2024, 4, 5))
    assert coming(known, date(2024, 4, 5))[0] == date(2024, 5, 5)


def test_on_the_day_on_which_it_was_last_seen_that_is_known() -> None:
    assert as_of_day(RENT, SINCE, SEEN) == RENT


@pytest.mark.parametrize(
    ("rolling", "as_of", "following"),
    [
        (Rolling.BEFORE, date(2026, 10, 29), date(2026, 10, 31)),
        (Rolling.BEFORE, date(2026, 10, 30), date(2026, 11, 30)),
        (Rolling.AFTER, date(2026, 11, 1), date(2026, 10, 31)),
        (Rolling.AFTER, date(2026, 11, 2), date(2026, 11, 30)),
        (None, date(2026, 10, 30), date(2026, 10, 31)),
        (None, date(2026, 10, 31), date(2026, 11, 30)),
    ],
)
def test_what_moved_around_a_weekend_was_seen_on_the_day_on_which_it_moved(
    rolling: Rolling | None, as_of: date, following: date
) -> None:
    # The 31st of October 2026 is a Saturday.
    end = date(2026, 10, 31)
    flow = RecurringFlow(None, "Rent", Decimal(-900), Cadence.MONTHLY, end, end, rolling=rolling)
    known = as_of_day(flow, date(2026, 6, 30), as_of)
    assert known is not None
    assert next(regular_days(known, as_of, date(2027, 1, 1))) == following


@pytest.mark.parametrize("cadence", Cadence)
def test_it_has_ended_when_the_next_is_overdue_for_longer_than_gaps_vary(cadence: Cadence) -> None:
    flow = replace(RENT, cadence=cadence)
    last = SEEN + timedelta(days=PATIENCE[cadence])
    assert as_of_day(flow, SINCE, last) == flow
    assert as_of_day(flow, SINCE, last + timedelta(days=1)) is None


def test_one_of_which_no_last_day_is_known_goes_on() -> None:
    flow = replace(RENT, seen_until=None)
    assert as_of_day(flow, SINCE, date(2026, 1, 1)) == flow
