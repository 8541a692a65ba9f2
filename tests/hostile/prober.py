"""A process that asks like everybody else, and measures how long it waits.

It is told over its standard input: a line with an address and headers, then `go` and `stop` in turns. At
`stop` it writes the longest wait for each thing that it asks, in seconds, as one line of JSON.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx

#: Seconds between two probes.
PAUSE = 0.05
SMALL = "{ business { name } bills(first: 1) { nodes { id } } }"
ASKED = ("/healthz", "/readyz", "query")


def longest_wait(client: httpx.Client, name: str, stop: Event) -> float:
    """Ask until told to stop, and once after that."""
    longest, is_last = 0.0, False
    while not is_last:
        is_last = stop.is_set()
        started = time.perf_counter()
        response = client.post("/graphql", json={"query": SMALL}) if name == "query" else client.get(name)
        response.raise_for_status()
        longest = max(longest, time.perf_counter() - started)
        stop.wait(PAUSE)
    return longest


def main() -> None:
    """Follow what is told until nothing is told any more."""
    told = json.loads(sys.stdin.readline())
    with (
        httpx.Client(base_url=told["url"], headers=told["headers"], timeout=60, verify=False) as client,
        ThreadPoolExecutor(len(ASKED)) as threads,
    ):
        while sys.stdin.readline():
            stop = Event()
            waits = {name: threads.submit(longest_wait, client, name, stop) for name in ASKED}
            sys.stdin.readline()
            stop.set()
            sys.stdout.write(json.dumps({name: wait.result() for name, wait in waits.items()}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
