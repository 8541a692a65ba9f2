"""Regular days, through short months, leap years and the calendar's end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.recurring.rhythm import (
    RHYTHMS,
    Cadence,
    Rhythm,
    meant_days,
    nth,
    on_day_of_month,
    rhythm_of,
)
from tests.orchestrators.calculations.amounts_and_days import days

MONTHLY, QUARTERLY, YEARLY = map(rhythm_of, (Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.YEARLY))
every_rhythm = st.sampled_from(RHYTHMS)


def test_every_cadence_has_a_rhythm_and_no_gap_belongs_to_two() -> None:
    assert [rhythm.cadence for rhythm in RHYTHMS] == list(Cadence)
    gaps = [gap for rhythm in RHYTHMS for gap in range(rhythm.least_gap, rhythm.most_gap + 1)]
    assert len(gaps) == len(set(gaps))


def test_the_31st_is_the_last_day_of_shorter_months_and_comes_back() -> None:
    results = [nth(date(2024, 1, 31), MONTHLY, number) for number in range(4)]
    assert results == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]
    assert nth(date(2024, 2, 29), MONTHLY, 12) == date(2025, 2, 28)
    assert nth(date(2023, 11, 30), QUARTERLY, 1) == date(2024, 2, 29)


def test_29_february_is_the_28th_of_other_years_and_comes_back() -> None:
    results = [nth(date(2024, 2, 29), YEARLY, number) for number in (-4, -1, 0, 1, 4)]
    assert [(day.year, day.day) for day in results] == [
        (2020, 29),
        (2023, 28),
        (2024, 29),
        (2025, 28),
        (2028, 29),
    ]
    assert all(day.month == 2 for day in results)


def test_days_beyond_the_calendar_are_its_ends() -> None:
    assert nth(date(9999, 12, 1), MONTHLY, 1) == date.max
    assert nth(date(9999, 12, 30), rhythm_of(Cadence.WEEKLY), 1) == date.max
    assert on_day_of_month(date(1, 1, 5), -1, 5) == date.min


@given(days, every_rhythm, st.integers(0, 60))
def test_two_regular_days_lie_a_gap_of_the_rhythm_apart(anchor: date, rhythm: Rhythm, number: int) -> None:
    gap = (nth(anchor, rhythm, number + 1) - nth(anchor, rhythm, number)).days
    assert rhythm.least_gap <= gap <= rhythm.most_gap


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        # Due on the 1st: a Saturday and a Sunday were paid on Friday before.
        (["2024-05-01", "2024-05-31", "2024-07-01", "2024-08-01", "2024-08-30"], [1, 1, 1, 1, 1]),
        (["2024-01-31", "2024-02-29", "2024-03-31"], [31, 29, 31]),
        # The month's end, a Sunday, was paid on Friday before.
        (["2024-02-29", "2024-03-29", "2024-04-30"], [29, 31, 30]),
        (["2024-04-30", "2024-06-30", "2024-09-30", "2024-12-31"], [30, 30, 30, 31]),
        # A 30th on a Saturday came on Monday after: the month's end, a Sunday, explains fewer.
        (["2024-01-30", "2024-02-29", "2024-04-01", "2024-04-30", "2024-05-30"], [30, 29, 30, 30, 30]),
    ],
)
def test_the_days_meant_are_the_usual_day_of_the_month(seen: list[str], meant: list[int]) -> None:
    result = meant_days([date.fromisoformat(day) for day in seen], MONTHLY)
    assert [day.day for day in result] == meant


@given(days, every_rhythm, st.integers(3, 8), st.sampled_from([-1, 0, 1]))
def test_a_day_that_strays_by_one_is_taken_for_the_regular_one(
    anchor: date, rhythm: Rhythm, count: int, stray: int
) -> None:
    # A day that every month has, as the usual day is the one seen most often.
    regular = [nth(anchor.replace(day=10), rhythm, number) for number in range(count)]
    seen = [regular[0], regular[1] + timedelta(days=stray), *regular[2:]]
    assert meant_days(seen, rhythm) == regular
