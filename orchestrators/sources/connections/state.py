"""A live connection as it stands: the company, how it fares, and how far it is read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from db.books import Row
from orchestrators.access.people import Person
from orchestrators.sources.connections.problems import PROBLEMS, ConnectionProblem, ProblemCode


class Environment(StrEnum):
    """Which companies of the accounting system: invented ones for tests, or real ones."""

    SANDBOX = "SANDBOX"
    PRODUCTION = "PRODUCTION"


class ConnectionState(StrEnum):
    """How a connection fares."""

    CONNECTED = "CONNECTED"
    THROTTLED = "THROTTLED"
    FAILING = "FAILING"
    UNAUTHORIZED = "UNAUTHORIZED"
    DISCONNECTED = "DISCONNECTED"


@dataclass(frozen=True, slots=True)
class SourceCompany:
    """The company that somebody connects."""

    environment: Environment
    realm: str
    name: str | None
    scopes: str


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """How a connection fares and how far it is read; a worker changes it with `dataclasses.replace`."""

    state: ConnectionState
    problem: ProblemCode | None
    last_sync_at: datetime | None
    next_sync_at: datetime | None
    #: The position of change data capture; None before the first full pull.
    changes_since: datetime | None
    full_comparison_at: datetime | None


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection; `since` is when its state began."""

    id: UUID
    source: str
    environment: Environment
    realm: str
    company_name: str | None
    since: datetime
    connected_at: datetime
    connected_by: Person
    progress: SyncProgress
    #: When this was so, by the clock that all of its times are of.
    read_at: datetime

    @property
    def state(self) -> ConnectionState:
        """How it fares."""
        return self.progress.state

    @property
    def is_live(self) -> bool:
        """Whether a company is connected."""
        return self.state is not ConnectionState.DISCONNECTED

    @property
    def problem(self) -> ConnectionProblem | None:
        """What is wrong, and what to do about it."""
        return None if self.progress.problem is None else PROBLEMS[self.progress.problem]

    @property
    def last_sync_at(self) -> datetime | None:
        """When the last sync ended that brought all there was."""
        return self.progress.last_sync_at

    @property
    def next_sync_at(self) -> datetime | None:
        """When the next one is due."""
        return self.progress.next_sync_at


def connection_of(row: Row) -> Connection:
    """From the row of its query."""
    problem = row["problem"]
    return Connection(
        id=row["id"],
        source=row["source"],
        environment=Environment(row["environment"]),
        realm=row["realm"],
        company_name=row["company_name"],
        since=row["state_since"],
        connected_at=row["connected_at"],
        connected_by=Person(row["connected_by_email"]),
        progress=SyncProgress(
            state=ConnectionState(row["state"]),
            problem=None if problem is None else ProblemCode(problem),
            last_sync_at=row["last_sync_at"],
            next_sync_at=row["next_sync_at"],
            changes_since=row["changes_since"],
            full_comparison_at=row["full_comparison_at"],
        ),
        read_at=row["read_at"],
    )
