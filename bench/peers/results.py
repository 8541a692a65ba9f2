"""Slices of each query and server, their ratios, and how they are shown."""

import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from rich.table import Table

from bench.peers.load import Load
from bench.peers.queries import Query
from bench.peers.servers import RUNWAY
from isolation.reports.tables import table

LEGEND = "Medians of the slices. ratio: requests/s of Runway by those of the row's server."


@dataclass(frozen=True, slots=True)
class Slice:
    """Some seconds of one query on one server."""

    load: Load
    #: Processor time of the server; None where no server is between the load and the database.
    processor_seconds: float | None

    @property
    def processor_ms(self) -> float | None:
        """Milliseconds of the server's processor time per request."""
        used = self.processor_seconds
        return None if used is None else used * 1000 / self.load.requests


@dataclass(frozen=True, slots=True)
class Measured:
    """One query: the slices of each server, in the order in which they alternated."""

    query: Query
    slices: dict[str, list[Slice]] = field(default_factory=dict)

    def ratios(self, other: str) -> list[float]:
        """Requests per second of Runway as a multiple of another one's, slice by slice."""
        pairs = zip(self.slices[RUNWAY], self.slices[other], strict=True)
        return [ours.load.rate / theirs.load.rate for ours, theirs in pairs]


def in_table(results: list[Measured], caption: str) -> Table:
    """A row for each query and server; medians of the slices, and the smallest and the largest ratio."""
    titles = ("query", "server", "requests/s", "p50 ms", "p99 ms", "CPU ms", "ratio", "min..max")
    rows = [row for measured in results for row in _rows(measured)]
    return table(titles, rows, names=titles[:2], caption=f"{LEGEND}\n{caption}", dense=True)


def _rows(measured: Measured) -> Iterator[tuple[str, ...]]:
    for name, slices in measured.slices.items():
        loads = [part.load for part in slices]
        processor = [part.processor_ms for part in slices if part.processor_ms is not None]
        yield (
            measured.query.name if name == RUNWAY else "",
            name,
            f"{statistics.median(load.rate for load in loads):,.0f}",
            f"{statistics.median(load.p50 for load in loads):.2f}",
            f"{statistics.median(load.p99 for load in loads):.2f}",
            f"{statistics.median(processor):.2f}" if processor else "",
            *_ratio(measured, name),
        )


def _ratio(measured: Measured, name: str) -> tuple[str, str]:
    if name == RUNWAY:
        return "", ""
    ratios = measured.ratios(name)
    return f"{statistics.median(ratios):.2f}", f"{min(ratios):.2f}..{max(ratios):.2f}"


def as_values(measured: Measured) -> dict[str, object]:
    """All figures of a query, for programs."""
    servers = [
        {
            "server": name,
            "slices": [
                asdict(part.load) | {"rate": part.load.rate, "processorMs": part.processor_ms}
                for part in slices
            ],
            "ratios": None if name == RUNWAY else measured.ratios(name),
        }
        for name, slices in measured.slices.items()
    ]
    return {"query": measured.query.name, "what": measured.query.what, "servers": servers}
