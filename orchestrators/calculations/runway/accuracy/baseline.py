"""Which baseline a forecast has where nobody chose one: by what forecasts of past weeks missed by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from orchestrators.calculations.runway.accuracy.past_forecasts import HORIZONS, is_enough
from orchestrators.calculations.runway.usual import Baseline


class BaselineChooser(StrEnum):
    """Who or what chose the baseline of a forecast."""

    POLICY = "POLICY"
    BACK_TEST = "BACK_TEST"
    DEFAULT = "DEFAULT"


@dataclass(frozen=True, slots=True)
class ChosenBaseline:
    """The baseline that holds, and who chose it."""

    baseline: Baseline
    by: BaselineChooser


@dataclass(frozen=True, slots=True)
class MeanMiss:
    """By how much `n` past forecasts of a baseline missed so many weeks ahead, in home currency, unsigned."""

    baseline: Baseline
    weeks: int
    n: int
    miss: Decimal


def choose(wanted: Baseline | None, misses: Iterable[MeanMiss]) -> ChosenBaseline:
    """What the policy wants; else USUAL where it beat NONE in the back-test, and NONE where it did not.

    It beats it when its misses as shares of those of NONE, summed up over weeks 4, 8 and 13, come to less
    than one for each. With too few forecasts to judge at one of them it is NONE by default.
    """
    if wanted is not None:
        return ChosenBaseline(wanted, BaselineChooser.POLICY)
    judged = {(item.baseline, item.weeks): item for item in misses if is_enough(item.n, item.weeks)}
    if any((baseline, weeks) not in judged for baseline in Baseline for weeks in HORIZONS):
        return ChosenBaseline(Baseline.NONE, BaselineChooser.DEFAULT)
    is_better = sum(_share(judged, weeks) for weeks in HORIZONS) < len(HORIZONS)
    return ChosenBaseline(Baseline.USUAL if is_better else Baseline.NONE, BaselineChooser.BACK_TEST)


def _share(judged: Mapping[tuple[Baseline, int], MeanMiss], weeks: int) -> Decimal:
    usual, none = judged[Baseline.USUAL, weeks].miss, judged[Baseline.NONE, weeks].miss
    if none:
        return usual / none
    # What never missed cannot be beaten.
    return Decimal(len(HORIZONS) if usual else 1)
