"""What others notice of a server while somebody asks something hostile: their waits, and its memory."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx

from tests.hostile.prober import ASKED
from tests.world import ADVISOR, token

#: Seconds for the answer to a probe.
LONGEST = 0.5
#: How often a request is sent that somebody noticed: it may have been the machine.
ATTEMPTS = 3
#: Bytes by which the server may grow.
GROWTH = 64 << 20


@dataclass(frozen=True, slots=True)
class Target:
    """A server in a process of its own, with a business of some size, and a process that probes it."""

    url: str
    pid: int
    business: UUID
    prober: Process

    def client(self, user: str) -> httpx.AsyncClient:
        """Somebody of the business."""
        headers = _headers(user, self.business)
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=60, verify=False)

    def memory(self) -> int:
        """Bytes that the server's process holds."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in text.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) << 10


def _headers(user: str, business: UUID) -> dict[str, str]:
    # Longer than anybody lets it run.
    return {"authorization": f"Bearer {token(user, hours=24)}", "x-business-id": str(business)}


@asynccontextmanager
async def probed(url: str, pid: int, business: UUID) -> AsyncIterator[Target]:
    """A server, probed by somebody who is not who is hostile."""
    prober = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.hostile.prober", stdin=PIPE, stdout=PIPE
    )
    target = Target(url, pid, business, prober)
    _tell(prober, json.dumps({"url": url, "headers": _headers(ADVISOR, business)}))
    try:
        yield target
    finally:
        await prober.communicate(b"")


@dataclass(slots=True)
class Watched:
    """What was measured: the longest wait by what was asked, and the bytes by which the server grew."""

    waits: dict[str, float] = field(default_factory=dict)
    growth: int = 0

    def is_unnoticed(self, longest: float) -> bool:
        """Whether nobody waited for longer, and the server did not grow."""
        return max(self.waits.values()) <= longest and self.growth <= GROWTH

    def judge(self, longest: float) -> None:
        """Fail if others would have noticed, and say what."""
        assert self.waits.keys() == set(ASKED)
        slow = {name: round(wait, 3) for name, wait in self.waits.items() if wait > longest}
        assert not slow, f"seconds: {slow}"
        assert self.growth <= GROWTH, f"{self.growth >> 20} MB"


async def unnoticed(target: Target, ask: Callable[[], Awaitable[object]], longest: float = LONGEST) -> None:
    """Fail if others notice that somebody asks; what the machine does at times it does not do three times."""
    for _ in range(ATTEMPTS - 1):
        async with watching(target) as watched:
            await ask()
        if watched.is_unnoticed(longest):
            return
    async with watching(target) as watched:
        await ask()
    watched.judge(longest)


@asynccontextmanager
async def watching(target: Target) -> AsyncIterator[Watched]:
    """Probe the server until the context ends, and once after it."""
    watched, before = Watched(), target.memory()
    _tell(target.prober, "go")
    try:
        yield watched
    finally:
        _tell(target.prober, "stop")
        assert target.prober.stdout is not None
        async with asyncio.timeout(90):
            watched.waits = json.loads(await target.prober.stdout.readline())
    watched.growth = target.memory() - before


def _tell(prober: Process, line: str) -> None:
    assert prober.stdin is not None
    prober.stdin.write(line.encode() + b"\n")
