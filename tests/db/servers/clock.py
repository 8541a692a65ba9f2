"""A clock that stands still until a test moves it."""

from dataclasses import dataclass


@dataclass
class Clock:
    """Seconds, as of a clock that only runs forward."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now
