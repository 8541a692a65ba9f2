"""One payment early, late or too many ends no long run; two in a row do, and few are no long run."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from orchestrators.calculations.runway.recurring.days import regular_days
from orchestrators.calculations.runway.recurring.detection import detect
from orchestrators.calculations.runway.recurring.rhythm import Cadence, nth, rhythm_of
from orchestrators.calculations.values import CashMovement
from tests.orchestrators.calculations.runway.recurring.moving import moved

MONTHLY = rhythm_of(Cadence.MONTHLY)
#: Thirteen Fridays, of which the last one follows Thanksgiving.
FRIDAYS = [date(2026, 6, 12) + timedelta(days=14 * number) for number in range(13)]
FIRSTS = [date(2026, number, 1) for number in range(1, 13)]
HALVES = sorted(
    [nth(date(2026, 1, 15), MONTHLY, number) for number in range(11)]
    + [nth(date(2026, 1, 31), MONTHLY, number) for number in range(10)]
)


def paid(days: Iterable[date], amount: int = -8000) -> list[CashMovement]:
    return moved(*map(str, days), amount=amount, label="Payroll")


def coming(movements: list[CashMovement], today: date, days: int = 40) -> list[str]:
    """The regular days in the time to come of all that is detected."""
    last = today + timedelta(days=days)
    flows = detect(movements, today)
    return sorted(str(day) for flow in flows for day in regular_days(flow, today, last))


@pytest.mark.parametrize("early", [1, 2, 3, 6])
def test_payroll_before_a_holiday_stands_for_its_regular_day(early: int) -> None:
    days = [*FRIDAYS[:-1], FRIDAYS[-1] - timedelta(days=early)]
    assert coming(paid(days), date(2026, 11, 30)) == ["2026-12-11", "2026-12-25", "2027-01-08"]


@pytest.mark.parametrize("paid_on", [date(2026, 10, 22), date(2026, 11, 9), date(2026, 11, 11)], ids=str)
def test_rent_that_came_early_or_late_once_goes_on(paid_on: date) -> None:
    assert coming(paid([*FIRSTS[:10], paid_on]), date(2026, 11, 12)) == ["2026-12-01"]


@pytest.mark.parametrize("later", [0, 1, 2, 3])
def test_it_goes_on_with_those_that_come_after_it(later: int) -> None:
    days = [nth(FIRSTS[0], MONTHLY, number) for number in range(11 + later)]
    following = nth(FIRSTS[0], MONTHLY, 11 + later)
    days[10] = date(2026, 11, 9)
    assert coming(paid(days), max(days), 35)[0] == str(following)


@pytest.mark.parametrize("extra", [date(2026, 11, 4), date(2026, 11, 18), date(2026, 11, 29)], ids=str)
def test_an_extra_cheque_of_a_like_amount_changes_no_payday(extra: date) -> None:
    movements = [*paid(FRIDAYS), *paid([extra], -7600)]
    assert coming(movements, date(2026, 11, 30)) == ["2026-12-11", "2026-12-25", "2027-01-08"]


@pytest.mark.parametrize("paid_on", [date(2026, 11, 10), date(2026, 11, 20)], ids=str)
def test_payroll_twice_a_month_goes_on_in_both_halves(paid_on: date) -> None:
    expected = ["2026-11-30", "2026-12-15", "2026-12-31"]
    assert coming(paid([*HALVES[:-1], paid_on]), date(2026, 11, 21)) == expected
    assert coming([*paid(HALVES), *paid([date(2026, 11, 6)], -7600)], date(2026, 11, 21)) == expected


@pytest.mark.parametrize(
    "days",
    [
        [*FIRSTS[:9], date(2026, 10, 9), date(2026, 11, 12)],
        [*FIRSTS[:8], date(2026, 9, 9), date(2026, 10, 1), date(2026, 11, 12)],
        [*FIRSTS[:10], date(2026, 11, 12)],
        FIRSTS[:10],
        [*FIRSTS[5:10], date(2026, 11, 9)],
        [*FRIDAYS[:-2], FRIDAYS[-2] - timedelta(days=2), FRIDAYS[-1] - timedelta(days=3)],
    ],
    ids=["twice in a row", "twice in three", "too late", "missing", "few", "two paydays"],
)
def test_it_has_ended_where_more_is_irregular(days: list[date]) -> None:
    assert coming(paid(days), date(2026, 11, 30)) == []


def test_what_ended_after_a_late_one_ends_as_if_it_had_been_on_its_day() -> None:
    days = paid([*FIRSTS[:10], date(2026, 11, 9)])
    assert detect(days, date(2026, 12, 5)) != ()
    assert detect(days, date(2026, 12, 6)) == ()
