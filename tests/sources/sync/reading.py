"""A client of the test server that waits for nothing, on a clock that its waits move."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from orchestrators.sources.facts import SourceFacts
from server.sources.quickbooks.reading.client import Client
from server.sources.quickbooks.reading.limits import Limits, Pauses, Rates
from server.sources.quickbooks.reading.pull import Position, Pull, Pulled
from tests.clock import NOW
from tests.sources.quickbooks_server.server import QuickBooksServer

REALM = "310687"
#: As fast as the test server answers.
FREE = Rates(at_once=10, a_second=1_000_000, a_minute=1_000_000)


@dataclass(slots=True)
class Waits:
    """Seconds that were waited, without waiting."""

    now: float = 0.0
    seconds: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.seconds.append(seconds)
        self.now += seconds

    def pauses(self) -> Pauses:
        """For a client."""
        return Pauses(self.sleep, lambda: 0.0, lambda: self.now)


@asynccontextmanager
async def reading(
    server: QuickBooksServer, rates: Rates = FREE, realm: str = REALM, patience: float = 5
) -> AsyncIterator[tuple[Client, Waits]]:
    """A client of one company whose tokens are t0, t1 ..., the next one whenever one is refused."""
    waits, number = Waits(), 0

    async def token(refused: str | None) -> str:
        nonlocal number
        number += refused == f"t{number}"
        return f"t{number}"

    pauses = waits.pauses()
    async with httpx.AsyncClient(timeout=30, verify=False) as http:
        address = f"{server.address}/v3/company/{realm}"
        yield Client(http, address, token, Limits(pauses.clock, rates), pauses, patience), waits


async def pulled(client: Client, position: Position = Position()) -> Pulled:  # noqa: B008  # It is frozen.
    """What a pull on the tests' day brings."""
    return await Pull(client, lambda _step, _done, _total: None, NOW).after(position)


def ids(pulled: Pulled, entity: str) -> list[str]:
    """The ids of an entity's records in what was pulled."""
    facts = [item for item in pulled.export.records if isinstance(item, SourceFacts)]
    return sorted(item.origin.source_id for item in facts if item.origin.entity == entity)
