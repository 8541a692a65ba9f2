"""What others notice of a server while somebody asks something hostile: their waits, and its memory."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx

from tests.world import ADVISOR, token

#: Seconds between two probes, and for the answer to one.
PAUSE, LONGEST = 0.05, 0.5
#: Bytes by which the server may grow.
GROWTH = 64 << 20
SMALL = "{ business { name } bills(first: 1) { nodes { id } } }"


@dataclass(frozen=True, slots=True)
class Target:
    """A server in a process of its own, with a business of some size."""

    url: str
    pid: int
    business: UUID

    def client(self, user: str = ADVISOR) -> httpx.AsyncClient:
        """Somebody of the business, with connections of their own."""
        headers = {"authorization": f"Bearer {token(user)}", "x-business-id": str(self.business)}
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=60, verify=False)

    def memory(self) -> int:
        """Bytes that the process holds."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in text.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) << 10


@dataclass(slots=True)
class Watched:
    """What was measured: the longest wait by what was asked, and the most memory beyond the first."""

    waits: dict[str, float] = field(default_factory=dict)
    growth: int = 0

    def judge(self) -> None:
        """Fail if others would have noticed."""
        assert self.waits.keys() == {"/healthz", "/readyz", "query"}, self.waits
        slow = {name: round(wait, 3) for name, wait in self.waits.items() if wait > LONGEST}
        assert not slow, f"seconds: {slow}"
        assert self.growth <= GROWTH, f"{self.growth >> 20} MB"


@asynccontextmanager
async def watching(target: Target) -> AsyncIterator[Watched]:
    """Probe the server until the context ends, and once after it; the prober is not who is hostile."""
    watched, stop, before = Watched(), asyncio.Event(), target.memory()
    async with target.client() as client, asyncio.TaskGroup() as group:
        for name in ("/healthz", "/readyz", "query"):
            group.create_task(_probe(client, name, watched, stop))
        try:
            yield watched
        finally:
            stop.set()
    watched.growth = max(watched.growth, target.memory() - before)


async def _probe(client: httpx.AsyncClient, name: str, watched: Watched, stop: asyncio.Event) -> None:
    is_last = False
    while not is_last:
        is_last = stop.is_set()
        started = time.perf_counter()
        response = await _asked(client, name)
        assert response.status_code == 200, response.text
        wait = time.perf_counter() - started
        watched.waits[name] = max(watched.waits.get(name, 0), wait)
        try:
            async with asyncio.timeout(PAUSE):
                await stop.wait()
        except TimeoutError:
            continue


async def _asked(client: httpx.AsyncClient, name: str) -> httpx.Response:
    if name == "query":
        return await client.post("/graphql", json={"query": SMALL})
    return await client.get(name)
