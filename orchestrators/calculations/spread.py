"""Quantiles of a list of days, and halves of a day."""

import math
from collections.abc import Sequence
from decimal import Decimal

_HALF = Decimal("0.5")


def quantile(ordered: Sequence[int], share: Decimal) -> Decimal:
    """The value below which `share` (0 to 1) of the ordered, non-empty days lie; linear between two.

    The definition of Hyndman and Fan's type 7: place (n - 1) x share, counted from the first. Unlike
    `statistics.quantiles`, it takes any share and a single day.
    """
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def whole_days(days: Decimal) -> int:
    """The nearest whole day, halves towards later: 2.5 is 3, -2.5 is -2."""
    return math.floor(days + _HALF)
