"""Runs every measurement and prints its tables; `python -m bench`, or `make bench`."""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from bench.accuracy import Accuracy, shown
from bench.forecasts import forecasts
from bench.ladder import ladder
from bench.measure import Ratio
from bench.portfolio import portfolio
from bench.proposals import proposals
from bench.queue import queue_page
from bench.reading import console_page, tray_page
from bench.runway import runway, usual
from bench.syncing import syncs
from bench.tenancy import tenancy
from bench.writing import imports
from isolation.reports.tables import put, table
from server import embedded
from tests.servers.postgres import Cluster

BUSINESSES = 300


@asynccontextmanager
async def running() -> AsyncIterator[Cluster]:
    """A bundled PostgreSQL of the measurements' own."""
    with tempfile.TemporaryDirectory(prefix="rw-") as folder:
        cluster = Cluster(embedded.start(Path(folder)))
        await cluster.prepare()
        try:
            yield cluster
        finally:
            embedded.stop(Path(folder))


Measure = Callable[[float], Coroutine[object, object, list[Ratio]]]


def alone(measure: Callable[[Cluster, float], Awaitable[list[Ratio]]]) -> Measure:
    """The same on a server of its own."""

    async def measured(scale: float) -> list[Ratio]:
        async with running() as cluster:
            return await measure(cluster, scale)

    return measured


#: What is measured in time, in this order; a scale shrinks each for a quick look.
PARTS: Mapping[str, Measure] = {
    "console": alone(console_page),
    "tray": alone(tray_page),
    "queue": alone(queue_page),
    "proposals": alone(proposals),
    "runway": alone(runway),
    "usual": alone(usual),
    "portfolio": alone(portfolio),
    "imports": alone(imports),
    "syncs": alone(syncs),
    "tenancy": alone(tenancy),
    "ladder": ladder,
}
FORECASTS = "forecasts"


async def accuracies(scale: float, days: int) -> list[Accuracy]:
    """Forecasts, against a known future."""
    async with running() as cluster:
        return await forecasts(cluster, max(1, round(BUSINESSES * scale)), days)


def in_table(measured: list[Ratio]) -> Table:
    """A row a ratio."""
    rows = (
        (
            ratio.what,
            f"{ratio.measured * 1000:.1f} ms",
            f"{ratio.against * 1000:.1f} ms",
            f"{ratio.value:.2f}",
            ratio.aim,
        )
        for ratio in measured
    )
    return table(("what", "measured", "against", "ratio", "aim"), rows)


def arguments() -> argparse.Namespace:
    """What the command line chooses."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("scale", nargs="?", type=float, default=1.0, help="a part of it, for a quick look")
    parser.add_argument(
        "--only", action="append", choices=(*PARTS, FORECASTS), help="one of the tables; may be repeated"
    )
    parser.add_argument("--days", type=int, choices=(1, 2), default=1, help="forecasts of a business")
    parser.add_argument("--json", action="store_true", help="figures instead of tables")
    return parser.parse_args()


def report(part: str, results: list[Ratio] | list[Accuracy], made: Table, *, as_json: bool) -> None:
    """A table, or a line of JSON for programs, with the name of the part."""
    if as_json:
        line = {"part": part, "results": [asdict(item) for item in results]}
        sys.stdout.write(json.dumps(line) + "\n")
    else:
        put(Console(), made)


def main(chosen: argparse.Namespace) -> None:
    """Measure part after part, and print at once what came out: a whole run takes half an hour and more."""
    for part in chosen.only or (*PARTS, FORECASTS):
        sys.stderr.write(f"Measuring {part} ...\n")
        if part == FORECASTS:
            compared = asyncio.run(accuracies(chosen.scale, chosen.days))
            report(part, compared, shown(compared), as_json=chosen.json)
        else:
            measured = asyncio.run(PARTS[part](chosen.scale))
            report(part, measured, in_table(measured), as_json=chosen.json)


# The server's line for each operation would drown the table.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
main(arguments())
