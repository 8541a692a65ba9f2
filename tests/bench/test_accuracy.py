"""Forecasts and truths add up to the figures that a person would count."""

import math

from bench.accuracy import Comparison, accuracy


def _made(
    error: float,
    *,
    inside: bool | None = True,
    alarm: bool = False,
    fell: bool = False,
    had_cash: bool = True,
) -> Comparison:
    return Comparison(error, inside, alarm, fell, had_cash)


def test_bias_cancels_what_the_mean_miss_counts() -> None:
    result = accuracy("default", 4, [_made(0.5), _made(-1.0, inside=False), _made(-0.25, inside=None)])
    assert (result.forecasts, result.bias, result.mean_absolute_error) == (3, -0.25, 1.75 / 3)
    assert (result.inside, math.isclose(result.without_band, 1 / 3)) == (0.5, True)


def test_alarms_are_counted_where_there_was_cash_to_lose() -> None:
    made = [
        _made(0, alarm=True, fell=True),
        _made(0, alarm=True),
        _made(0, alarm=True),
        _made(0, fell=True),
        *[_made(0)] * 4,
        _made(0, alarm=True, fell=True, had_cash=False),
    ]
    result = accuracy("default", 13, made)
    assert (result.right, result.false, result.missed, result.quiet) == (1, 2, 1, 4)


def test_no_band_at_all_is_no_share() -> None:
    assert accuracy("default", 13, [_made(0, inside=None)]).inside is None
