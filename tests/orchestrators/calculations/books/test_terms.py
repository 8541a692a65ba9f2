"""Due dates and discount dates from terms, through short months and to the end of the calendar."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.terms import Terms, discount_date, due_date
from tests.orchestrators.calculations.amounts_and_days import unhurried

ISSUED = date(2024, 1, 20)
USUAL = Terms(due_days=30, discount_percent=Decimal(2), discount_days=10)


def test_2_10_net_30() -> None:
    assert due_date(USUAL, ISSUED) == date(2024, 2, 19)
    assert discount_date(USUAL, ISSUED) == date(2024, 1, 30)


@pytest.mark.parametrize(
    ("day", "within", "issued", "due"),
    [
        (25, None, date(2024, 1, 20), date(2024, 1, 25)),
        (25, None, date(2024, 1, 25), date(2024, 1, 25)),
        (25, None, date(2024, 1, 26), date(2024, 2, 25)),
        (25, 0, date(2024, 1, 25), date(2024, 1, 25)),
        (25, 5, date(2024, 1, 19), date(2024, 1, 25)),
        (25, 5, date(2024, 1, 20), date(2024, 2, 25)),
        (31, None, date(2024, 2, 1), date(2024, 2, 29)),
        (31, None, date(2023, 2, 1), date(2023, 2, 28)),
        (30, 10, date(2024, 1, 28), date(2024, 2, 29)),
        (31, 5, date(2024, 12, 30), date(2025, 1, 31)),
        (1, None, date(2024, 12, 2), date(2025, 1, 1)),
    ],
)
def test_by_day_of_month(day: int, within: int | None, issued: date, due: date) -> None:
    assert due_date(Terms(day_of_month_due=day, due_next_month_days=within), issued) == due


@pytest.mark.parametrize(
    ("terms", "issued"),
    [
        (Terms(), ISSUED),
        (Terms(day_of_month_due=0), ISSUED),
        (Terms(due_days=10**9), ISSUED),
        (Terms(due_days=10**12), ISSUED),
        (Terms(day_of_month_due=1), date.max),
    ],
)
def test_terms_that_name_no_day_of_the_calendar_give_no_due_date(terms: Terms, issued: date) -> None:
    assert due_date(terms, issued) is None


@pytest.mark.parametrize(
    "terms",
    [
        Terms(due_days=30),
        Terms(discount_days=10),
        Terms(discount_percent=Decimal(2)),
        Terms(discount_percent=Decimal(0), discount_days=10),
        Terms(discount_percent=Decimal(-2), discount_days=10),
    ],
)
def test_without_percent_and_days_there_is_no_discount_date(terms: Terms) -> None:
    assert discount_date(terms, ISSUED) is None


@unhurried
@given(st.dates(max_value=date(9998, 12, 31)), st.integers(1, 40), st.none() | st.integers(0, 60))
def test_by_day_of_month_it_is_that_day_or_the_month_s_last_and_never_before_issue(
    issued: date, day: int, within: int | None
) -> None:
    due = due_date(Terms(day_of_month_due=day, due_next_month_days=within), issued)
    assert due is not None
    assert due.day == min(day, monthrange(due.year, due.month)[1])
    assert timedelta(0) <= due - issued < timedelta(days=62)


@unhurried
@given(st.dates(), st.integers(0, 10**6))
def test_due_days_are_counted_exactly(issued: date, days: int) -> None:
    due = due_date(Terms(due_days=days), issued)
    assert (due is None) == (days > (date.max - issued).days)
    assert due is None or (due - issued).days == days
