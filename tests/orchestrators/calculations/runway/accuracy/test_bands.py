"""Bands around the forecast: of what past ones missed by, wider with time, and the fewer they were."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrators.calculations.runway.accuracy.bands import Band, band, reach
from orchestrators.calculations.runway.accuracy.past_forecasts import PastForecast
from orchestrators.calculations.runway.forecast import forecast
from orchestrators.calculations.values import Flow, FlowSource, OverduePolicy
from orchestrators.figures import UnknownReason

MONDAY = date(2024, 3, 11)
FIRST = date(2023, 3, 13)
EIGHTY = Decimal("0.8")
PLANNED = [Flow(MONDAY + timedelta(days=20), Decimal(500), FlowSource.INVOICE)]


def of_errors(by_forecast: Sequence[Sequence[int]], coverage: Decimal = EIGHTY) -> Band:
    """Around a forecast, where past ones of a balance that stayed 0 missed by so much, week by week."""
    past = [
        PastForecast(FIRST + timedelta(weeks=at), tuple(Decimal(-error) for error in errors))
        for at, errors in enumerate(by_forecast)
    ]
    came = {FIRST + timedelta(days=7 * at + 6): Decimal(0) for at in range(len(past) + 12)}
    made = forecast(Decimal(1000), PLANNED, MONDAY, OverduePolicy.HISTORY)
    return band(made, past, came, coverage)


def reaches(made: Band) -> list[Decimal]:
    return [point.high - point.projected for point in made.points]


def test_it_lies_around_the_closing_balances_by_what_eighty_of_a_hundred_missed_by() -> None:
    # Of fifty, nine missed by 300 and all others by 100, on either side.
    errors = [[(-1) ** at * (300 if at % 6 == 0 else 100)] * 13 for at in range(50)]
    points = of_errors(errors).points
    assert [point.projected for point in points] == [1000] * 2 + [1500] * 11
    assert all(point.projected - point.low == point.high - point.projected for point in points)
    # Fifty windows of a week leave little doubt.
    assert 100 < reaches(of_errors(errors))[0] < 110
    assert reaches(of_errors(errors, Decimal("0.9")))[0] > 300


@pytest.mark.parametrize(
    ("weeks", "judged", "times"),
    # Student's t by the normal quantile, from tables: 1.638 at 3 degrees of freedom, 1.372 at 10; 1.2816.
    [(13, 27, "1.278"), (1, 10, "1.071"), (4, 37, "1.071")],
)
def test_few_windows_without_a_week_in_common_widen_it_by_students_t(
    weeks: int, judged: int, times: str
) -> None:
    widened = reach([Decimal(1000)] * judged, weeks, EIGHTY) / 1000
    assert abs(widened - Decimal(times)) < Decimal("0.002")


def test_at_ninety_five_of_a_hundred_too() -> None:
    # 3.182 at 3 degrees of freedom by 1.960.
    assert abs(reach([Decimal(1)] * 27, 13, Decimal("0.95")) - Decimal("1.624")) < Decimal("0.02")


def test_thirteen_of_week_thirteen_are_one_window_and_make_no_band() -> None:
    few, enough = of_errors([[5] * 13] * 13), of_errors([[5] * 13] * 14)
    assert few == Band(EIGHTY, 13, UnknownReason.INSUFFICIENT_HISTORY, ())
    assert (enough.judged, enough.reason, len(enough.points)) == (14, None, 13)


def test_forecasts_whose_weeks_have_not_passed_tell_nothing_of_them() -> None:
    past = [PastForecast(FIRST + timedelta(weeks=at), (Decimal(7),) * 13) for at in range(30)]
    came = {FIRST + timedelta(days=7 * at + 6): Decimal(0) for at in range(25)}
    made = band(forecast(Decimal(0), [], MONDAY, OverduePolicy.HISTORY), past, came, EIGHTY)
    assert (made.judged, made.reason) == (13, UnknownReason.INSUFFICIENT_HISTORY)


missed = st.lists(st.lists(st.integers(-90_000, 90_000), min_size=13, max_size=13), min_size=14, max_size=30)


@given(missed)
def test_it_never_narrows_with_time_and_widens_with_the_coverage(errors: list[list[int]]) -> None:
    made = reaches(of_errors(errors))
    assert all(now <= then for now, then in pairwise(made))
    wider = reaches(of_errors(errors, Decimal("0.95")))
    assert all(some <= more for some, more in zip(made, wider, strict=True))


@given(missed)
def test_errors_in_other_money_make_the_same_band_in_it(errors: list[list[int]]) -> None:
    tenfold = [[10 * error for error in weeks] for weeks in errors]
    assert reaches(of_errors(tenfold)) == [10 * far for far in reaches(of_errors(errors))]


def test_forecasts_that_never_missed_have_no_width() -> None:
    assert set(reaches(of_errors([[0] * 13] * 20))) == {Decimal(0)}
