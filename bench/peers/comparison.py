"""The slices of all queries, server after server, so that a slow minute of the machine slows all of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.peers.books import Tenant
from bench.peers.limit import PGBENCH, measured
from bench.peers.load import loaded
from bench.peers.processes import processor_seconds
from bench.peers.queries import Form, Query
from bench.peers.requests import answer, content, requests
from bench.peers.results import Measured, Slice
from bench.peers.servers import RUNWAY, Server
from db.servers.address import Address

Run = Callable[[], Slice]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What every slice needs."""

    servers: list[Server]
    tenants: list[Tenant]
    address: Address
    folder: Path
    seconds: int

    def check(self, query: Query) -> None:
        """Raise SystemExit unless all servers answer the query, and with the same bills and count."""
        contents = {
            server.name: content(answer(server, form, self.tenants)) for server, form in self._forms(query)
        }
        expected = contents[RUNWAY]
        if query.theirs is not None and (not expected or any(item != expected for item in contents.values())):
            raise SystemExit(f"{query.name} is answered differently: {contents}")

    def slices(self, query: Query, times: int) -> Iterator[Measured]:
        """The query's slices so far after each round; the first round warms up, and does not count."""
        runs = self._runs(query)
        result = Measured(query, {name: [] for name in runs})
        for number in range(times + 1):
            for name, run in runs.items():
                part = run()
                if number:
                    result.slices[name].append(part)
            yield result

    def _forms(self, query: Query) -> Iterator[tuple[Server, Form]]:
        for server in self.servers:
            form = query.ours if server.name == RUNWAY else query.theirs
            if form is not None:
                yield server, form

    def _runs(self, query: Query) -> Mapping[str, Run]:
        runs = {server.name: self._run(server, form) for server, form in self._forms(query)}
        return runs | ({PGBENCH: self._limit} if query.name == "Q1" else {})

    def _run(self, server: Server, form: Form) -> Run:
        prepared = requests(server, form, self.tenants)

        def run() -> Slice:
            before = processor_seconds(server.pid)
            load = loaded(server.port, prepared, self.seconds, self.folder)
            if load.failures:
                raise SystemExit(f"{server.name} failed {load.failures} of {load.requests} requests.")
            if not load.requests:
                raise SystemExit(
                    f"{server.name} answered nothing in a slice of {self.seconds} s; see --seconds."
                )
            return Slice(load, processor_seconds(server.pid) - before)

        return run

    def _limit(self) -> Slice:
        return Slice(measured(self.address, self.tenants, self.seconds, self.folder), None)
