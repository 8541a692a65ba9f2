"""How much one process does at once, and for whom: nobody keeps the others waiting for long."""

import asyncio
import math
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

#: Budgets that are remembered; beyond that, the one that was used longest ago is full again.
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What a process takes on; each process by itself."""

    #: Operations that run at once, in all and of one user.
    at_once: int = 8
    of_one_user: int = 4
    #: Operations that wait for their turn, in all and of one user, and for how many seconds at most.
    waiting: int = 200
    waiting_of_one_user: int = 50
    patience: float = 5.0
    #: Rows (see `schema.operations.cost`) that one user may ask of one business: at once, and in each second.
    burst: int = 100_000
    rows_a_second: int = 10_000


class Reason(Enum):
    """Why an operation is not taken on, as a client is told."""

    ROWS = "You have asked for too many rows: wait, or ask for fewer."
    QUEUE_OF_ONE_USER = "Too many of your operations run at once: send fewer."
    QUEUE = "The server has too much to do: try again."
    PATIENCE = "The server has had too much to do for some seconds: try again."


class Busy(Exception):
    """An operation is not taken on, in `seconds` it may be."""

    def __init__(self, reason: Reason, seconds: float) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.seconds = max(1, math.ceil(seconds))

    @property
    def is_ours(self) -> bool:
        """Whether the user is not the reason."""
        return self.reason in {Reason.QUEUE, Reason.PATIENCE}


class Admission:
    """The operations of one process: those that run, those that wait, and what each user has used up."""

    def __init__(self, rules: Rules = Rules(), clock: Callable[[], float] = time.monotonic) -> None:
        self._rules = rules
        self._clock = clock
        self._running: Counter[UUID] = Counter()
        #: Who waits, the user whose turn is next first.
        self._waiting: OrderedDict[UUID, deque[asyncio.Future[None]]] = OrderedDict()
        #: What was left of a budget, and when.
        self._budgets: OrderedDict[tuple[UUID, UUID | None], tuple[float, float]] = OrderedDict()

    @property
    def running(self) -> int:
        """How many operations run."""
        return self._running.total()

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return sum(map(len, self._waiting.values()))

    @asynccontextmanager
    async def turn(self, user: UUID) -> AsyncIterator[None]:
        """A place among the operations that run; raises `Busy`."""
        await self._place(user)
        try:
            yield
        finally:
            self._leave(user)

    def spend(self, user: UUID, business: UUID | None, rows: float) -> None:
        """Take the rows of an operation, and one for itself, from the user's budget; raises `Busy`."""
        rows += 1
        now, key = self._clock(), (user, business)
        left, since = self._budgets.pop(key, (float(self._rules.burst), now))
        left = min(self._rules.burst, left + (now - since) * self._rules.rows_a_second)
        is_enough = left >= rows
        self._budgets[key] = (left - rows if is_enough else left, now)
        if len(self._budgets) > REMEMBERED:
            self._budgets.popitem(last=False)
        if not is_enough:
            wait = (rows - left) / self._rules.rows_a_second
            raise Busy(Reason.ROWS, wait)

    async def _place(self, user: UUID) -> None:
        if self._has_room(user) and not self._waiting:
            self._running[user] += 1
            return
        turn = self._queue(user)
        try:
            async with asyncio.timeout(self._rules.patience):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                # The turn came in the same moment.
                self._leave(user)
            else:
                self._forget(user, turn)
            if isinstance(error, TimeoutError):
                raise Busy(Reason.PATIENCE, 1) from None
            raise

    def _queue(self, user: UUID) -> "asyncio.Future[None]":
        own = self._waiting.get(user, ())
        if len(own) >= self._rules.waiting_of_one_user:
            raise Busy(Reason.QUEUE_OF_ONE_USER, 1)
        # Who has none in the queue always gets in: a few users cannot fill it for all others.
        if own and self.waiting >= self._rules.waiting:
            raise Busy(Reason.QUEUE, 1)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(user, deque()).append(turn)
        self._call()
        return turn

    def _forget(self, user: UUID, turn: "asyncio.Future[None]") -> None:
        self._waiting[user].remove(turn)
        if not self._waiting[user]:
            del self._waiting[user]

    def _has_room(self, user: UUID) -> bool:
        return self.running < self._rules.at_once and self._running[user] < self._rules.of_one_user

    def _leave(self, user: UUID) -> None:
        self._running[user] -= 1
        if not self._running[user]:
            del self._running[user]
        self._call()

    def _call(self) -> None:
        """Give the free places to those who wait, one user after the other."""
        for user in list(self._waiting):
            if self._has_room(user):
                turn = self._waiting[user].popleft()
                self._waiting.move_to_end(user)
                if not self._waiting[user]:
                    del self._waiting[user]
                self._running[user] += 1
                turn.set_result(None)
