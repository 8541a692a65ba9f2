"""One figure against another, taken in turns so that a slow minute of the machine slows both."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Action = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Ratio:
    """Two medians in seconds, and what their ratio should be."""

    what: str
    measured: float
    against: float
    aim: str

    @property
    def value(self) -> float:
        """Measured, as a multiple of what it is held against."""
        return self.measured / self.against


async def seconds(action: Action) -> float:
    """How long it takes once."""
    started = time.perf_counter()
    await action()
    return time.perf_counter() - started


async def in_turns(first: Action, second: Action, rounds: int) -> tuple[float, float]:
    """The medians of both, run one after the other; the first round warms up and does not count."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for action, kept in zip((first, second), times, strict=True):
            taken = await seconds(action)
            if number:
                kept.append(taken)
    return statistics.median(times[0]), statistics.median(times[1])
