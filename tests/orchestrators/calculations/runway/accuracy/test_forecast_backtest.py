"""Forecasts of past days are judged by what came, and their alarms by whether it came so."""

from datetime import date, timedelta
from decimal import Decimal

from orchestrators.calculations.runway.accuracy.forecast_backtest import (
    Alarms,
    HorizonErrors,
    judge,
)
from orchestrators.calculations.runway.accuracy.past_forecasts import PastForecast

MONDAY = date(2026, 1, 5)
NO_FLOOR = Decimal(0)


def made(weeks_later: int, *closings: int) -> PastForecast:
    """A forecast of thirteen weeks; what is not told stays as it was."""
    told = [*closings, *[closings[-1]] * (13 - len(closings))]
    return PastForecast(MONDAY + timedelta(weeks=weeks_later), tuple(map(Decimal, told)))


def sundays(*balances: int) -> dict[date, Decimal]:
    return {MONDAY + timedelta(days=7 * at + 6): Decimal(balance) for at, balance in enumerate(balances)}


def test_errors_are_what_came_less_what_was_forecast_by_weeks_ahead() -> None:
    came = sundays(*range(100, 120))
    result = judge([made(0, 100), made(1, 90)], came, NO_FLOOR)
    # Four weeks ahead 103 and 104 came.
    assert result.horizons[0] == HorizonErrors(4, 2, Decimal("8.5"), Decimal("8.5"), None)
    assert [horizon.n for horizon in result.horizons] == [2, 2, 2]


def test_what_has_not_come_yet_is_not_judged() -> None:
    result = judge([made(0, 100)], sundays(100, 100, 100, 60), NO_FLOOR)
    assert result.horizons[0].bias == -40
    assert result.horizons[1:] == (
        HorizonErrors(8, 0, None, None, None),
        HorizonErrors(13, 0, None, None, None),
    )
    assert result.alarms == Alarms(0, 0, 0, 0)


def test_signs_cancel_in_the_bias_and_not_in_the_miss() -> None:
    result = judge([made(0, 110), made(1, 90)], sundays(*[100] * 20), NO_FLOOR)
    assert (result.horizons[0].bias, result.horizons[0].miss) == (Decimal(0), Decimal(10))


def test_alarms_by_whether_the_balance_fell_below_the_floor() -> None:
    falls, keeps = sundays(*[100] * 5, -1, *[100] * 7), sundays(*[100] * 13)
    right = judge([made(0, 100, -5, 100)], falls, NO_FLOOR).alarms
    false = judge([made(0, 100, -5, 100)], keeps, NO_FLOOR).alarms
    missed = judge([made(0, 100)], falls, NO_FLOOR).alarms
    quiet = judge([made(0, 100)], keeps, NO_FLOOR).alarms
    assert (right, false) == (Alarms(1, 0, 0, 0), Alarms(0, 1, 0, 0))
    assert (missed, quiet) == (Alarms(0, 0, 1, 0), Alarms(0, 0, 0, 1))
    assert judge([made(0, 100)], keeps, Decimal(101)).alarms == Alarms(1, 0, 0, 0)


def test_a_forecast_is_held_against_the_band_of_what_had_come_when_it_was_made() -> None:
    forecasts = [made(week, 100) for week in range(30)]
    same = judge(forecasts, sundays(*(100 + 10 * (week % 2) for week in range(50))), NO_FLOOR)
    assert same.horizons[0].covered == 1
    # From the thirteenth week on the balance is another one: the eleventh forecast and all later ones miss it
    # by 400. Of those that know ten results or more, the first four know none or too few such misses.
    shifted = judge(forecasts, sundays(*(100 if week < 13 else 500 for week in range(50))), NO_FLOOR)
    assert shifted.horizons[0].covered == Decimal(13) / 17


def test_without_a_band_when_they_were_made_nothing_is_covered() -> None:
    came = sundays(*[100] * 50)
    assert judge([made(week, 100) for week in range(13)], came, NO_FLOOR).horizons[0].covered is None
    assert judge([made(week, 100) for week in range(14)], came, NO_FLOOR).horizons[0].covered == 1
    # At week 13 fourteen must have come before.
    assert judge([made(week, 100) for week in range(26)], came, NO_FLOOR).horizons[2].covered is None
    assert judge([made(week, 100) for week in range(27)], came, NO_FLOOR).horizons[2].covered == 1
