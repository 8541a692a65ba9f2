"""Eight clients that send prepared requests, each the next one as soon as it is answered."""

import asyncio
import itertools
import json
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CLIENTS = 8
WRK = shutil.which("wrk")

#: What wrk runs: it takes the requests in turn, and prints what came of it as the last line.
_SCRIPT = """
local requests = {
%s
}
local number = 0
function request()
  number = number %% #requests + 1
  return requests[number]
end
function done(summary, latency, _)
  local errors = summary.errors
  local failures = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\\n{"requests": %%d, "seconds": %%f, "p50": %%f, "p99": %%f, "failures": %%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    failures))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of some seconds of requests; latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    failures: int = 0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


def generator() -> str:
    """The name of what sends the requests on this machine."""
    return "wrk" if WRK else "asyncio"


def loaded(port: int, requests: list[bytes], seconds: int, folder: Path) -> Load:
    """Send requests to a port for some seconds; the folder is for files that hold tokens."""
    if WRK:
        return _by_wrk(WRK, port, requests, seconds, folder)
    return asyncio.run(_by_asyncio(port, requests, seconds))


def _by_wrk(program: str, port: int, requests: list[bytes], seconds: int, folder: Path) -> Load:
    script = folder / "requests.lua"
    # Lua reads the strings of ASCII-only JSON as JSON does.
    script.write_text(_SCRIPT % ",\n".join(json.dumps(request.decode()) for request in requests))
    options = ("-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script))
    command = (program, *options, f"http://127.0.0.1:{port}/graphql")
    done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603  # No input in it.
    return Load(**json.loads(done.stdout.strip().splitlines()[-1]))


async def _by_asyncio(port: int, requests: list[bytes], seconds: int) -> Load:
    waiting = itertools.cycle(requests)
    started = time.perf_counter()
    clients = [_client(port, waiting, started + seconds) for _ in range(CLIENTS)]
    results = [result for answered in await asyncio.gather(*clients) for result in answered]
    taken = time.perf_counter() - started
    latencies = [latency * 1000 for latency, _ in results]
    return Load(len(results), taken, *middle_and_slow(latencies), sum(not is_good for _, is_good in results))


async def _client(port: int, waiting: Iterator[bytes], until: float) -> list[tuple[float, bool]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    results = []
    while (sent := time.perf_counter()) < until:
        writer.write(next(waiting))
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        assert length is not None
        await reader.readexactly(int(length[1]))
        results.append((time.perf_counter() - sent, head.startswith(b"HTTP/1.1 200 ")))
    writer.close()
    return results


def middle_and_slow(latencies: list[float]) -> tuple[float, float]:
    """The median, and what 99 of 100 are below."""
    return statistics.median(latencies), statistics.quantiles(latencies, n=100)[98]
