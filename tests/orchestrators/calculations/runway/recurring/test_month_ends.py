"""What moves on the month's last business day is expected there, however little of it was seen."""

from datetime import date, timedelta

import pytest

from orchestrators.calculations.business_days import WEEKDAYS, Rolling
from orchestrators.calculations.runway.recurring.days import project
from orchestrators.calculations.runway.recurring.detection import detect
from orchestrators.calculations.runway.recurring.rhythm import Cadence, nth, rhythm_of
from tests.orchestrators.calculations.runway.recurring.moving import moved

MONTHLY = rhythm_of(Cadence.MONTHLY)
#: Five years of months: every weekday is a month's end, also of a leap year's February.
FIRST_ENDS = [nth(date(2023, 12, 31), MONTHLY, number) for number in range(60)]


def before(day: date) -> date:
    """The business day on or before a day."""
    return WEEKDAYS.rolled(day, is_payment=True, today=date.min, learned=Rolling.BEFORE)


def forecast(seen: list[date], today: date, last: date) -> list[date]:
    """The days until the last one on which what was seen is expected."""
    flows = detect(moved(*map(str, seen)), today)
    # What is due on a weekend after the last day may move to it.
    return [flow.day for flow in project(flows, today, last + timedelta(days=2)) if flow.day <= last]


@pytest.mark.parametrize("history", [3, 5, 12])
@pytest.mark.parametrize("first", FIRST_ENDS, ids=str)
def test_the_last_business_day_is_expected_again(first: date, history: int) -> None:
    ends = [
        before(nth(date(first.year, 12, 31), MONTHLY, first.month - 12 + at)) for at in range(history + 3)
    ]
    seen, coming = ends[:history], ends[history:]
    assert forecast(seen, seen[-1], coming[-1]) == coming


@pytest.mark.parametrize("earlier", [(), ("2026-06-30", "2026-07-31")], ids=["three", "five"])
def test_payroll_on_the_last_business_day_of_the_quarter_that_begins_with_a_monday(
    earlier: tuple[str, ...],
) -> None:
    # The 30th of August is a Sunday, the 31st of October a Saturday.
    seen = [date.fromisoformat(day) for day in (*earlier, "2026-08-31", "2026-09-30", "2026-10-30")]
    expected = ["2026-11-30", "2026-12-31", "2027-01-29", "2027-02-26"]
    assert [str(day) for day in forecast(seen, date(2026, 11, 30), date(2027, 3, 1))] == expected


def test_both_halves_of_a_payroll_twice_a_month_are_expected_before_closed_days() -> None:
    days = [date(2026, month, 15) for month in range(6, 12)]
    days += [nth(date(2026, 5, 31), MONTHLY, number) for number in range(6)]
    seen = sorted(map(before, days))
    expected = [
        "2026-11-30",
        "2026-12-15",
        "2026-12-31",
        "2027-01-15",
        "2027-01-29",
        "2027-02-15",
        "2027-02-26",
    ]
    assert [str(day) for day in forecast(seen, date(2026, 11, 20), date(2027, 3, 1))] == expected


@pytest.mark.parametrize("number", [1, 28, 29, 30])
def test_another_day_of_the_month_is_no_end_once_a_year_was_seen(number: int) -> None:
    days = [before(nth(date(2025, 12, number), MONTHLY, at)) for at in range(16)]
    assert forecast(days[:12], days[11], days[-1]) == days[12:]


def test_what_was_seen_on_the_30th_alone_is_on_the_end_where_both_explain_it() -> None:
    # The 31st of October 2026 is a Saturday; the 30th of August a Sunday.
    seen = [date(2026, 9, 30), date(2026, 10, 30), date(2026, 11, 30)]
    assert forecast(seen, seen[-1], date(2026, 12, 31)) == [date(2026, 12, 31)]
    longer = [date(2026, 7, 30), date(2026, 8, 31), *seen]
    assert forecast(longer, seen[-1], date(2026, 12, 31)) == [date(2026, 12, 30)]
