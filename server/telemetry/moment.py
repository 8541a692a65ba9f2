"""What a process holds at this moment, as numbers that are read when Prometheus asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from db.entrance import Books
from schema.operations.documents import Documents
from server.transport.admission import Admission


@dataclass(eq=False)
class Moment(Collector):
    """Reads the parts of one application; who serves it says how many connections it has."""

    books: Books
    admission: Admission
    documents: Documents
    #: Whether the database answers and has this code's migrations.
    is_ready: bool = False
    #: How many connections of clients there are.
    connections: Callable[[], int] = int

    def collect(self) -> Iterator[Metric]:
        """The numbers of this moment."""
        yield _gauge("runway_operations_running", "Operations that run.", self.admission.running)
        yield _gauge("runway_operations_waiting", "Operations that wait.", self.admission.waiting)
        yield _gauge("runway_client_connections", "Connections of clients.", self.connections())
        yield _gauge("runway_subscribers", "Who follows changes.", self.books.announcements.followers)
        yield _gauge("runway_documents_kept", "GraphQL documents in memory.", self.documents.count)
        yield _gauge(
            "runway_database_ready", "1 if the database answers and is migrated to this code.", self.is_ready
        )
        yield from self._pools()
        yield from self._replica()

    def _pools(self) -> Iterator[Metric]:
        described = "Connections to the database by role and server: lent, idle, and the most there can be."
        labels = ("role", "server", "state")
        family = GaugeMetricFamily("runway_database_connections", described, labels=labels)
        for pool, usage in self.books.usage().items():
            for state, number in (("lent", usage.lent), ("idle", usage.idle), ("most", usage.most)):
                family.add_metric((*pool, state), number)
        yield family

    def _replica(self) -> Iterator[Metric]:
        described = "Snapshots that a replica was asked for, by what became of it."
        family = CounterMetricFamily("runway_replica_reads", described, labels=("outcome",))
        for outcome, number in self.books.replica_reads().items():
            family.add_metric((outcome,), number)
        yield family


def _gauge(name: str, description: str, value: float) -> Metric:
    return GaugeMetricFamily(name, description, value=value)
