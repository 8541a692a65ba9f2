"""Runs every measurement and prints one table; `python -m bench`, or `make bench`."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

import structlog
from rich.console import Console

from bench.measure import Ratio
from bench.proposals import proposals
from bench.queue import queue_page
from bench.reading import console_page, tray_page
from bench.runway import runway
from bench.writing import imports
from isolation.reports.tables import put, table
from server import embedded
from tests.postgres import Cluster


async def main(scale: float) -> list[Ratio]:
    """All measurements, on a bundled PostgreSQL of their own; `scale` shrinks them for a quick look."""
    with tempfile.TemporaryDirectory(prefix="rw-") as folder:
        cluster = Cluster(embedded.start(Path(folder)))
        await cluster.prepare()
        try:
            return [
                await console_page(cluster, scale),
                await tray_page(cluster, scale),
                await queue_page(cluster, scale),
                await proposals(cluster, scale),
                *await runway(cluster, scale),
                *await imports(cluster, scale),
            ]
        finally:
            embedded.stop(Path(folder))


def show(ratios: list[Ratio]) -> None:
    """A row a ratio."""
    rows = (
        (
            ratio.what,
            f"{ratio.measured * 1000:.1f} ms",
            f"{ratio.against * 1000:.1f} ms",
            f"{ratio.value:.2f}",
            ratio.aim,
        )
        for ratio in ratios
    )
    put(Console(), table(("what", "measured", "against", "ratio", "aim"), rows))


# The server's line for each operation would drown the table.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
show(asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)))
