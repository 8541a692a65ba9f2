"""The quality score: how much of what was checked is in order, from 0 to 100."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from orchestrators.calculations.hygiene.checks import CHECKS, Dimension, SubjectKind

#: Percent of the score.
WEIGHTS: Mapping[Dimension, int] = MappingProxyType(
    {
        Dimension.COMPLETENESS: 30,
        Dimension.VALIDITY: 25,
        Dimension.UNIQUENESS: 20,
        Dimension.CONSISTENCY: 15,
        Dimension.FRESHNESS: 10,
    }
)
#: Books count as fresh for as long as the business allows, and for nothing a week after their last import.
STALE_HOURS = 7 * 24
_HUNDRED = Decimal(100)
#: What the checks of a dimension look at.
_LOOKED_AT: Mapping[Dimension, frozenset[SubjectKind]] = MappingProxyType(
    {
        dimension: frozenset(check.subject for check in CHECKS if check.dimension is dimension)
        for dimension in WEIGHTS
    }
)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many were checked; `weight` is what is open of the documents, in home currency."""

    documents: int
    accounts: int
    parties: int
    weight: Decimal

    def subjects(self, dimension: Dimension) -> int:
        """How many of these the checks of a dimension look at."""
        numbers = {
            SubjectKind.DOCUMENT: self.documents,
            SubjectKind.ACCOUNT: self.accounts,
            SubjectKind.PARTY: self.parties,
        }
        return sum(number for kind, number in numbers.items() if kind in _LOOKED_AT[dimension])


@dataclass(frozen=True, slots=True)
class Failing:
    """How many have an issue of a dimension, and what is open of the documents among them."""

    subjects: int = 0
    weight: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """The score of one dimension, and its weight in the whole, in percent."""

    dimension: Dimension
    weight: int
    score: Decimal


def dimension_scores(
    checked: Checked, failing: Mapping[Dimension, Failing], hours: Decimal | None, fresh_hours: int
) -> tuple[DimensionScore, ...]:
    """100 less the share that fails, half by number and half by what is open; freshness by the hours passed.

    `hours` since the last whole import, None if none ever was. Nothing to check: no scores.
    """
    if checked.documents + checked.accounts == 0:
        return ()
    return tuple(
        DimensionScore(
            dimension,
            weight,
            _freshness(hours, fresh_hours)
            if dimension is Dimension.FRESHNESS
            else _share(checked, dimension, failing.get(dimension, Failing())),
        )
        for dimension, weight in WEIGHTS.items()
    )


def total_score(scores: tuple[DimensionScore, ...]) -> Decimal | None:
    """The mean of the dimensions by their weights, to a hundredth; None without anything to check."""
    if not scores:
        return None
    weighted = sum((item.score * item.weight for item in scores), Decimal(0))
    return (weighted / _HUNDRED).quantize(Decimal("0.01"))


def _share(checked: Checked, dimension: Dimension, failing: Failing) -> Decimal:
    subjects = checked.subjects(dimension)
    by_number = Decimal(failing.subjects) / subjects if subjects else Decimal(0)
    by_weight = failing.weight / checked.weight if checked.weight > 0 else by_number
    return max(Decimal(0), _HUNDRED * (1 - (by_number + by_weight) / 2))


def _freshness(hours: Decimal | None, fresh_hours: int) -> Decimal:
    if hours is None:
        return Decimal(0)
    if hours <= fresh_hours:
        return _HUNDRED
    if hours >= STALE_HOURS or fresh_hours >= STALE_HOURS:
        return Decimal(0)
    return _HUNDRED * (STALE_HOURS - hours) / (STALE_HOURS - fresh_hours)
