"""How much is tried: in CI everything, at a desk what is quick and still sees most mistakes."""

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest
from hypothesis import settings

IN_CI = bool(os.environ.get("CI"))
T = TypeVar("T")

#: What proves the same of something whole that a quicker test proves of a part.
only_in_ci = pytest.mark.skipif(not IN_CI, reason="too long for a desk: with CI=true")


def tries(in_ci: int) -> int:
    """So often in CI, and elsewhere as much less often as every other property, but at least twice."""
    return max(2, in_ci * settings().max_examples // 100)


def some(values: Sequence[T], at_a_desk: int) -> Sequence[T]:
    """All of them in CI, and elsewhere so many, spread."""
    return values if IN_CI else spread(values, at_a_desk)


def spread(values: Sequence[T], most: int) -> Sequence[T]:
    """So many of them, if there are more: the first, the last, and what is spread between them."""
    if most >= len(values):
        return values
    last = max(1, most - 1)
    return [values[place * (len(values) - 1) // last] for place in range(most)]
