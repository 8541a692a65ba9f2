"""How forecasts compare with what came: bias, size of the misses, the band, and alarms."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.table import Table

from isolation.reports.tables import table


@dataclass(frozen=True, slots=True)
class Comparison:
    """One forecast at one horizon, against the truth of the same day.

    `error` is forecast less truth in months of receipts; `inside` whether the truth is in the band, None
    without one. `alarm` and `fell`: whether the balance falls below the floor by then, as the dated runway
    has it and in truth; `had_cash` is false where it was below from the start, which no forecast has to tell.
    """

    error: float
    inside: bool | None
    alarm: bool
    fell: bool
    had_cash: bool


@dataclass(frozen=True, slots=True)
class Accuracy:
    """All forecasts of a setting at a horizon in weeks; shares are of 1, alarms are counted.

    `inside` is the share of truths inside the band, None where there was no band.
    """

    setting: str
    weeks: int
    forecasts: int
    bias: float
    mean_absolute_error: float
    inside: float | None
    without_band: float
    right: int
    false: int
    missed: int
    quiet: int


def accuracy(setting: str, weeks: int, made: Sequence[Comparison]) -> Accuracy:
    """The figures of these forecasts, of which there is one at least."""
    banded = [item.inside for item in made if item.inside is not None]
    return Accuracy(
        setting,
        weeks,
        len(made),
        bias=_mean([item.error for item in made]),
        mean_absolute_error=_mean([abs(item.error) for item in made]),
        inside=_mean(banded) if banded else None,
        without_band=1 - len(banded) / len(made),
        right=_count(made, lambda item: item.alarm and item.fell),
        false=_count(made, lambda item: item.alarm and not item.fell),
        missed=_count(made, lambda item: item.fell and not item.alarm),
        quiet=_count(made, lambda item: not item.fell and not item.alarm),
    )


TITLES = (
    *("setting", "week", "forecasts", "bias", "mean miss", "in 80 % band", "no band"),
    *("right alarms", "false", "missed", "rightly none"),
)


def shown(accuracies: Sequence[Accuracy]) -> Table:
    """A row for each setting and horizon."""
    return table(
        TITLES, [_row(item) for item in accuracies], caption="Bias and misses in months of receipts."
    )


def _row(item: Accuracy) -> list[str]:
    inside = "-" if item.inside is None else f"{item.inside:.0%}"
    misses = [f"{item.bias:+.2f}", f"{item.mean_absolute_error:.2f}", inside, f"{item.without_band:.0%}"]
    alarms = [str(count) for count in (item.right, item.false, item.missed, item.quiet)]
    return [item.setting, str(item.weeks), str(item.forecasts), *misses, *alarms]


def _mean(numbers: Sequence[float]) -> float:
    return math.fsum(numbers) / len(numbers)


def _count(made: Sequence[Comparison], counts: Callable[[Comparison], bool]) -> int:
    return sum(item.had_cash and counts(item) for item in made)
