"""Compares Runway with PostGraphile; `python -m bench.peers`, or `make bench-peers`."""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.progress import track

from bench.peers import books
from bench.peers.books import Size
from bench.peers.comparison import Comparison
from bench.peers.load import generator
from bench.peers.processes import cores, pin
from bench.peers.queries import queries
from bench.peers.results import Measured, as_values, in_table
from bench.peers.servers import FOLDER, node, serving
from db.servers.address import Address
from isolation.reports.tables import put
from server import embedded
from server.cli.screen import err, out, print_json, say


def arguments() -> argparse.Namespace:
    """What the command line chooses."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--businesses", type=int, default=200, help="number of businesses")
    parser.add_argument("--bills", type=int, default=5_000, help="number of bills of each")
    parser.add_argument("--seconds", type=int, default=5, help="length of a slice")
    parser.add_argument("--slices", type=int, default=4, help="slices of each query and server")
    names = [query.name for query in queries(Size(1, 1))]
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="some of the queries")
    parser.add_argument(
        "--data", type=Path, default=Path(".runway/bench-peers"), help="folder of the database, kept"
    )
    parser.add_argument("--json", action="store_true", help="figures instead of a table")
    return parser.parse_args()


def main(chosen: argparse.Namespace) -> None:
    """Load, serve, measure, and print what came out."""
    server_core, load_core = cores()
    size = Size(chosen.businesses, chosen.bills)
    superuser = embedded.start(chosen.data, say)
    address = asyncio.run(books.loaded(superuser, size, err))
    # Children of this process inherit its core: wrk and pgbench.
    pin(os.getpid(), load_core)
    pin(_postmaster(chosen.data), load_core)
    with tempfile.TemporaryDirectory(prefix="rw-") as folder:
        results = _measured(chosen, address, size, Path(folder), server_core)
    facts = _facts(chosen, asyncio.run(_server_version(address)), (server_core, load_core))
    if chosen.json:
        values = {"facts": facts, "queries": [as_values(result) for result in results]}
        print_json(values)
    else:
        put(out, in_table(results, "\n".join(f"{name}: {value}" for name, value in facts.items())))


def _measured(
    chosen: argparse.Namespace, address: Address, size: Size, folder: Path, core: int
) -> list[Measured]:
    selected = [query for query in queries(size) if query.name in chosen.only]
    results = []
    with serving(address, folder, core) as servers:
        comparison = Comparison(servers, size.tenants(), address, folder, chosen.seconds)
        for query in selected:
            comparison.check(query)
        for query in selected:
            rounds: Iterable[Measured] = comparison.slices(query, chosen.slices)
            shown = track(rounds, f"{query.name:<8}", total=chosen.slices + 1, console=err)
            results.append(list(shown)[-1])
    return results


def _postmaster(data: Path) -> int:
    return int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])


async def _server_version(address: Address) -> str:
    connection = await address.connect()
    try:
        return str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()


def _facts(chosen: argparse.Namespace, postgres: str, used: tuple[int, int]) -> dict[str, str]:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    running = subprocess.run([node(), "--version"], capture_output=True, check=True, text=True)  # noqa: S603  # The same program as serves.
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "books": f"{chosen.businesses} businesses, {chosen.bills:,} bills each",
        "slices": f"{chosen.slices} of {chosen.seconds} s, 8 clients of {generator()}",
        "Runway": f"{version('runway-books')}, Python {platform.python_version()}",
        "PostGraphile": f"{lock['node_modules/postgraphile']['version']}, Node {running.stdout.strip()}",
        "PostgreSQL": postgres,
        "cores": f"{used[0]} for the servers, {used[1]} for PostgreSQL and the load, of {os.cpu_count()}",
    }


main(arguments())
