"""How much QuickBooks lets one company be asked: so many requests at once, a second and a minute."""

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pauses:
    """How to wait, what chance says (0 to 1), and seconds that only grow: so that tests need not wait."""

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class Rates:
    """What Intuit documents, by company."""

    at_once: int = 10
    a_second: int = 10
    a_minute: int = 500


class Limits:
    """Lets the requests of one company through; a refusal over too many holds back all of them."""

    def __init__(self, clock: Callable[[], float], rates: Rates = Rates()) -> None:
        self._clock = clock
        self._rates = rates
        self._places = asyncio.Semaphore(rates.at_once)
        self._sent: deque[float] = deque(maxlen=max(rates.a_minute, rates.a_second))
        self._held_until = 0.0

    def hold(self, seconds: float) -> None:
        """Let nothing through for so long."""
        self._held_until = max(self._held_until, self._clock() + seconds)

    @asynccontextmanager
    async def turn(self, sleep: Callable[[float], Awaitable[None]]) -> AsyncIterator[None]:
        """Wait until one more request is allowed, and count it."""
        async with self._places:
            while (seconds := self._seconds()) > 0:
                await sleep(seconds)
            self._sent.append(self._clock())
            yield

    def _seconds(self) -> float:
        now = self._clock()
        free = [self._held_until]
        for number, window in ((self._rates.a_second, 1.0), (self._rates.a_minute, 60.0)):
            if len(self._sent) >= number:
                free.append(self._sent[-number] + window)
        return max(free) - now
