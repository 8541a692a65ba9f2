"""When a customer is expected to pay, from what was settled by the day of asking and nothing later."""

import statistics
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.books.collection import (
    NO_HABIT,
    CollectionBasis,
    ExpectedCollection,
    Habit,
    expected_collection,
    expected_day,
    habit,
)
from orchestrators.calculations.business_days import BusinessDays
from orchestrators.calculations.spread import whole_days
from orchestrators.calculations.steps import a_year_before
from orchestrators.calculations.values import SettledDocument
from tests.orchestrators.calculations.amounts_and_days import (
    CUSTOMERS,
    TODAY,
    days,
    histories,
    settled,
    settled_all,
)
from tests.orchestrators.calculations.books.slow_history import habits

DUE = date(2024, 4, 10)
QUERY, OTHER, STRANGER = CUSTOMERS
counts = st.integers(0, 50)
lateness = st.lists(st.integers(-60, 400), min_size=1, max_size=30).map(sorted)
habit_values = st.builds(
    habit,
    lateness,
    counts,
)


def expected(*history: SettledDocument, due: date = DUE, today: date = TODAY) -> ExpectedCollection:
    known = habits(history, today)
    return expected_collection(due, known.of(QUERY), known.business, today)


def confidence(customer: Habit, business: Habit) -> Decimal:
    return expected_collection(DUE, customer, business, TODAY).confidence


def test_three_settled_invoices_move_the_due_date_by_their_median() -> None:
    result = expected(*settled_all(2, 30, 5), *settled_all(90, 90, 90, customer=OTHER))
    assert (result.day, result.basis) == (DUE + timedelta(days=5), CollectionBasis.CUSTOMER)


def test_customers_who_pay_early_are_expected_early() -> None:
    assert expected(*settled_all(-3, -4, -9)).day == DUE - timedelta(days=4)


@pytest.mark.parametrize(("late", "moved"), [((1, 2, 3, 9), 3), ((-1, -2, -3, -9), -2), ((0, 0, 1, 1), 1)])
def test_half_a_day_counts_as_later(late: tuple[int, ...], moved: int) -> None:
    assert expected(*settled_all(*late)).days_late == moved


@pytest.mark.parametrize(("own", "moved"), [((4,), 7), ((4, 6), 8)])
def test_one_or_two_go_halfway_to_the_median_of_the_business(own: tuple[int, ...], moved: int) -> None:
    result = expected(*settled_all(*own), *settled_all(*[10] * 7, customer=OTHER))
    assert (result.days_late, result.basis) == (moved, CollectionBasis.HALFWAY)


def test_a_stranger_is_expected_as_the_business_s_customers_are() -> None:
    result = expected(*settled_all(10, 12, 40, customer=OTHER))
    assert (result.days_late, result.basis, result.n) == (12, CollectionBasis.BUSINESS, 0)


def test_without_any_history_the_due_date_stands_and_confidence_is_nil() -> None:
    assert expected() == ExpectedCollection(DUE, CollectionBasis.DUE_DATE, 0, False, 0, Decimal(0))


def test_only_the_last_twelve_months_count() -> None:
    old = [settled(50, on=a_year_before(TODAY)) for _ in range(5)]
    just_within = settled(8, on=a_year_before(TODAY) + timedelta(days=1))
    assert expected(*old).basis is CollectionBasis.DUE_DATE
    assert (expected(*old, just_within).n, expected(*old, just_within).days_late) == (1, 8)


def test_a_year_before_29_february_is_the_28th() -> None:
    assert a_year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert a_year_before(date.min) == date.min


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2024, 3, 14), date(2024, 3, 15)),
        (date(2024, 3, 15), date(2024, 3, 18)),
        (date(2024, 3, 16), date(2024, 3, 18)),
        (date(2024, 3, 28), date(2024, 4, 2)),
    ],
)
def test_a_day_that_is_not_ahead_becomes_the_next_business_day(today: date, day: date) -> None:
    easter = BusinessDays(frozenset({date(2024, 3, 29), date(2024, 4, 1)}))
    for due in (today, today - timedelta(days=80)):
        assert expected_day(due, 0, today, easter) == day
        assert expected_collection(due, NO_HABIT, NO_HABIT, today).rolled_forward


def test_disputed_invoices_are_no_habit_but_lower_the_confidence() -> None:
    calm = settled_all(5, 6, 7)
    before, after = expected(*calm), expected(*calm, *settled_all(200, disputed=True))
    assert (after.days_late, after.n) == (before.days_late, before.n)
    assert after.confidence < before.confidence


def test_one_payment_is_as_uncertain_as_the_business_s_customers_are() -> None:
    once = habits(settled_all(5), TODAY).of(QUERY)
    steady, erratic = (habits(settled_all(*late), TODAY).business for late in ((5, 5, 5), (-40, 5, 90)))
    assert confidence(once, erratic) < confidence(once, steady)


def test_habits_read_the_history_once_for_all_customers() -> None:
    once = iter([*settled_all(1, 2, 4), *settled_all(9, customer=OTHER)])
    result = habits(once, TODAY)
    assert result.of(QUERY) == Habit(3, Decimal(2), Decimal("1.5"), 0)
    assert (result.of(OTHER).n, result.of(STRANGER), result.business.n) == (1, NO_HABIT, 4)


def test_a_due_date_at_the_end_of_the_calendar_stands() -> None:
    assert expected(*settled_all(5, 5, 5), due=date.max).day == date.max


@given(histories, days)
def test_nothing_settled_later_changes_what_was_known(history: list[SettledDocument], day: date) -> None:
    until_then = [document for document in history if document.settled_on <= day]
    assert habits(history, day) == habits(until_then, day)


@given(histories, days, days)
def test_the_expected_day_is_always_ahead(history: list[SettledDocument], due: date, today: date) -> None:
    assert expected(*history, due=due, today=today).day > today


@given(histories, days)
def test_the_order_of_the_history_does_not_matter(history: list[SettledDocument], day: date) -> None:
    assert habits(reversed(history), day) == habits(history, day)


@given(habit_values, habit_values)
def test_confidence_is_a_share(customer: Habit, business: Habit) -> None:
    assert 0 <= confidence(customer, business) <= 1


@given(habit_values, habit_values, st.integers(1, 100))
def test_more_spread_or_disputes_never_raise_confidence(one: Habit, business: Habit, more: int) -> None:
    assert one.interquartile_range is not None
    wider = Habit(one.n, one.median, one.interquartile_range + more, one.disputed)
    disputed = Habit(one.n, one.median, one.interquartile_range, one.disputed + more)
    assert confidence(wider, business) <= confidence(one, business)
    assert confidence(disputed, business) <= confidence(one, business)


@given(habit_values, st.integers(1, 100))
def test_more_invoices_of_the_same_kind_never_lower_confidence(one: Habit, more: int) -> None:
    longer = Habit(one.n + more, one.median, one.interquartile_range, one.disputed)
    assert confidence(longer, one) >= confidence(one, one)


@given(st.lists(st.integers(-500, 500), min_size=2, max_size=40).map(sorted))
def test_median_and_middle_half_are_those_of_the_standard_library(late: list[int]) -> None:
    lower, _, upper = statistics.quantiles(map(Decimal, late), n=4, method="inclusive")
    assert habit(late, 0).median == statistics.median(map(Decimal, late))
    assert habit(late, 0).interquartile_range == Decimal(upper) - Decimal(lower)


@given(st.integers(-999, 999))
def test_whole_days_round_halves_up_and_nothing_else(day: int) -> None:
    assert [whole_days(day + Decimal(part)) for part in ("-0.5", "-0.25", "0", "0.25", "0.5")] == [
        day,
        day,
        day,
        day,
        day + 1,
    ]
