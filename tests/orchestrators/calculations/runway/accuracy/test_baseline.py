"""Where nobody chose a baseline, the one holds whose forecasts of past weeks missed by less."""

from decimal import Decimal

import pytest

from orchestrators.calculations.runway.accuracy.baseline import (
    BaselineChooser,
    ChosenBaseline,
    MeanMiss,
    choose,
)
from orchestrators.calculations.runway.usual import Baseline

WEEKS = (4, 8, 13)
BY_TEST = BaselineChooser.BACK_TEST


def judged(none: tuple[int, int, int], usual: tuple[int, int, int], n: int = 40) -> list[MeanMiss]:
    """Mean misses at weeks 4, 8 and 13, of so many forecasts."""
    sides = ((Baseline.NONE, none), (Baseline.USUAL, usual))
    return [
        MeanMiss(baseline, weeks, n, Decimal(miss))
        for baseline, misses in sides
        for weeks, miss in zip(WEEKS, misses, strict=True)
    ]


@pytest.mark.parametrize(
    ("none", "usual", "better"),
    [
        ((10, 20, 40), (9, 18, 30), Baseline.USUAL),
        ((10, 20, 40), (11, 22, 44), Baseline.NONE),
        # What was a little worse soon may be much better late, however much larger late misses are.
        ((10, 20, 40), (11, 20, 20), Baseline.USUAL),
        ((10, 20, 40), (20, 20, 36), Baseline.NONE),
        ((10, 20, 40), (10, 20, 40), Baseline.NONE),
        ((0, 0, 0), (0, 0, 0), Baseline.NONE),
        ((0, 0, 0), (1, 0, 0), Baseline.NONE),
    ],
)
def test_the_misses_of_all_horizons_count_alike(
    none: tuple[int, int, int], usual: tuple[int, int, int], better: Baseline
) -> None:
    assert choose(None, judged(none, usual)) == ChosenBaseline(better, BY_TEST)


@pytest.mark.parametrize("wanted", list(Baseline))
def test_what_the_policy_says_holds_whatever_the_back_test_says(wanted: Baseline) -> None:
    misses = judged((10, 20, 40), (1, 2, 4))
    assert choose(wanted, misses) == ChosenBaseline(wanted, BaselineChooser.POLICY)


@pytest.mark.parametrize("n", [9, 13])
def test_with_too_few_forecasts_it_is_what_is_known_alone(n: int) -> None:
    by_default = ChosenBaseline(Baseline.NONE, BaselineChooser.DEFAULT)
    assert choose(None, judged((10, 20, 40), (1, 2, 4), n)) == by_default
    assert choose(None, ()) == by_default
    assert choose(None, judged((10, 20, 40), (1, 2, 4), 14)).by is BY_TEST
