"""The middle of a list of days, and how far the days lie apart."""

import math
from collections.abc import Sequence
from decimal import Decimal

HALF = Decimal("0.5")
_QUARTER = Decimal("0.25")
_THREE_QUARTERS = Decimal("0.75")


def quantile(ordered: Sequence[int], share: Decimal) -> Decimal:
    """The value below which `share` (0 to 1) of the ordered, non-empty days lie; linear between two.

    The definition of Hyndman and Fan's type 7: place (n - 1) x share, counted from the first.
    """
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def median(ordered: Sequence[int]) -> Decimal:
    """The middle of ordered, non-empty days: a whole day or halfway between two."""
    return quantile(ordered, HALF)


def interquartile_range(ordered: Sequence[int]) -> Decimal:
    """How many days the middle half of ordered, non-empty days spans."""
    return quantile(ordered, _THREE_QUARTERS) - quantile(ordered, _QUARTER)


def whole_days(days: Decimal) -> int:
    """The nearest whole day, halves towards later: 2.5 is 3, -2.5 is -2."""
    return math.floor(days + HALF)
