"""Money moves on days on which banks work: paid before the others, received after them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.business_days import WEEKDAYS, BusinessDays, Rolling, plus_days
from tests.orchestrators.calculations.runway.oracles.businesses import todays

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2024, 3, 15) + timedelta(days=number) for number in range(4))
LONG_AGO = date(2024, 1, 1)
EASTER = BusinessDays(frozenset({date(2024, 3, 29), date(2024, 4, 1)}))


@pytest.mark.parametrize("day", [SATURDAY, SUNDAY])
def test_a_weekend_is_paid_before_and_received_after(day: date) -> None:
    assert WEEKDAYS.rolled(day, is_payment=True, today=LONG_AGO) == FRIDAY
    assert WEEKDAYS.rolled(day, is_payment=False, today=LONG_AGO) == MONDAY


def test_holidays_beside_a_weekend_are_stepped_over_too() -> None:
    assert EASTER.rolled(date(2024, 4, 1), is_payment=True, today=LONG_AGO) == date(2024, 3, 28)
    assert EASTER.rolled(date(2024, 3, 29), is_payment=False, today=LONG_AGO) == date(2024, 4, 2)
    assert EASTER.next_after(date(2024, 3, 28)) == date(2024, 4, 2)


def test_a_payment_planned_for_this_weekend_leaves_today_and_not_in_the_past() -> None:
    assert WEEKDAYS.rolled(SUNDAY, is_payment=True, today=SATURDAY) == SATURDAY
    assert WEEKDAYS.rolled(LONG_AGO, is_payment=True, today=SUNDAY) == SUNDAY
    assert WEEKDAYS.rolled(LONG_AGO, is_payment=False, today=SUNDAY) == MONDAY


def test_a_business_may_choose_otherwise() -> None:
    friday_free = BusinessDays(weekend=frozenset({4}), payments=Rolling.AFTER, receipts=Rolling.UNCHANGED)
    assert friday_free.rolled(FRIDAY, is_payment=True, today=LONG_AGO) == SATURDAY
    assert friday_free.rolled(FRIDAY, is_payment=False, today=LONG_AGO) == FRIDAY


def test_the_calendar_ends_and_the_walk_with_it() -> None:
    always_closed = BusinessDays(weekend=frozenset(range(7)))
    assert always_closed.rolled(date(1, 2, 1), is_payment=True, today=date.min) == date.min
    assert always_closed.next_after(date.max) == date.max
    assert plus_days(date(9999, 12, 30), 2) == date.max
    assert plus_days(date(2024, 2, 28), 1) == date(2024, 2, 29)


@given(todays, st.integers(-30, 90), st.integers(0, 30), st.booleans(), st.frozensets(todays, max_size=20))
def test_a_later_plan_never_moves_earlier(
    today: date, start: int, more: int, is_payment: bool, holidays: frozenset[date]
) -> None:
    days = BusinessDays(holidays)
    earlier, later = (
        days.rolled(today + timedelta(days=at), is_payment=is_payment, today=today)
        for at in (start, start + more)
    )
    assert today <= earlier <= later


@given(todays, st.frozensets(todays, max_size=20))
def test_the_next_business_day_is_open_and_none_lies_between(today: date, holidays: frozenset[date]) -> None:
    days = BusinessDays(holidays)
    result = days.next_after(today)
    assert days.is_open(result)
    between = [today + timedelta(days=at) for at in range(1, (result - today).days)]
    assert not any(days.is_open(day) for day in between)
