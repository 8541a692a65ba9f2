"""What a worker counts of its syncs, for Prometheus; no label names a business."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector

from server.sources.quickbooks.syncing.sync import Done


class SyncMetrics:
    """The numbers of one worker, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._syncs = Counter(
            "runway_syncs", "Syncs that have ended, by outcome.", ("outcome",), registry=self.registry
        )
        self._records = Counter(
            "runway_synced_records",
            "Records that syncs read, by what became of them.",
            ("outcome",),
            registry=self.registry,
        )
        self._running = Gauge("runway_syncs_running", "Syncs of this moment.", registry=self.registry)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count it among those of this moment."""
        with self._running.track_inprogress():
            yield

    def ended(self, done: Done) -> None:
        """Count it by what was wrong."""
        self._syncs.labels("OK" if done.failure is None else done.failure.problem.value).inc()
        if done.counts is not None:
            for name in ("added", "changed", "unchanged", "removed", "rejected"):
                self._records.labels(name.upper()).inc(getattr(done.counts, name))
