"""What a process counts, for Prometheus; nothing that clients choose becomes a label."""

from collections.abc import Collection

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from db.trace import Trace
from schema.errors import CODES

KINDS = ("query", "mutation", "subscription")
#: Of an operation that was refused before its kind was known.
NO_KIND = "unknown"
#: Beside the codes of errors: no error, and no answer because the client has gone.
OK, ABORTED = "OK", "ABORTED"
#: A code that `CODES` lacks.
OTHER = "OTHER"

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
ROWS = (1, 10, 50, 100, 500, 1_000, 5_000, 10_000)
STATEMENTS = (1, 2, 5, 10, 20, 50, 100, 500)


class Metrics:
    """The numbers of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._operations = self._counter(
            "runway_operations", "Operations that have ended, by kind and outcome.", "kind", "outcome"
        )
        self._seconds = self._histogram("runway_operation_seconds", "Seconds of an operation.", SECONDS)
        self._rows = self._histogram("runway_operation_rows", "Rows that an operation read.", ROWS)
        self._statements = self._histogram(
            "runway_operation_statements", "Statements that an operation sent.", STATEMENTS
        )
        self._refusals = self._counter("runway_refused_requests", "Requests refused, by status.", "status")
        self._turned_away = self._counter(
            "runway_admission_refusals", "Operations not taken on, by reason.", "reason"
        )
        self._cut_off = self._counter(
            "runway_connections_cut_off", "Connections of clients that the server ended, by reason.", "reason"
        )

        self._webhooks = self._counter(
            "runway_webhooks", "What QuickBooks told by webhook, by outcome.", "outcome"
        )

    def operation_ended(self, kind: str, outcome: str, seconds: float, trace: Trace) -> None:
        """Count it; how long somebody follows changes says nothing about the server."""
        kind = kind if kind in KINDS else NO_KIND
        self._operations.labels(kind, outcome).inc()
        if kind != "subscription":
            self._seconds.labels(kind).observe(seconds)
            self._rows.labels(kind).observe(trace.rows)
            self._statements.labels(kind).observe(trace.statements)

    def request_refused(self, status: int) -> None:
        """Count it."""
        self._refusals.labels(str(status)).inc()

    def turned_away(self, reason: str) -> None:
        """Count an operation that is not taken on, by a reason of ours."""
        self._turned_away.labels(reason).inc()

    def cut_off(self, reason: str) -> None:
        """Count a connection that the server ended, by a reason of ours."""
        self._cut_off.labels(reason).inc()

    def webhook(self, outcome: str) -> None:
        """Count what was told, by company, or why it was not taken."""
        self._webhooks.labels(outcome).inc()

    def text(self) -> bytes:
        """All numbers, in the text format of Prometheus."""
        return generate_latest(self.registry)

    def _counter(self, name: str, description: str, *labels: str) -> Counter:
        return Counter(name, description, labels, registry=self.registry)

    def _histogram(self, name: str, description: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, description, ("kind",), registry=self.registry, buckets=buckets)


def outcome_of(codes: Collection[str], *, is_answered: bool) -> str:
    """One word for how an operation ended: of several codes the gravest."""
    if codes:
        return next((code for code in CODES if code in codes), OTHER)
    return OK if is_answered else ABORTED
