"""How often a property that says so itself is tried."""

from hypothesis import settings


def tries(in_ci: int) -> int:
    """So often in CI, and elsewhere as much less often as every other property, but at least twice."""
    return max(2, in_ci * settings().max_examples // 100)
