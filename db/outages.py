"""What can go wrong at the door, as exceptions that carry no text of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg


class BooksUnavailable(Exception):
    """The database cannot be reached, is starting, or has no connection left."""


class SnapshotLost(BooksUnavailable):
    """A snapshot cannot be read any more; in a new one the same statements may work."""


class StalePlan(SnapshotLost):
    """A table changed after the statement was prepared; nothing was done, and the plans are dropped.

    The transaction is spoilt: in a new one the statement is prepared anew.
    """


class NoReplica(SnapshotLost):
    """A replica is away, too far behind, or broke off; the primary can be read instead."""


class BooksTimeout(Exception):
    """A statement took longer than its limit and was stopped."""


class NoSuchMembership(Exception):
    """The user may not enter that business, or there is none: the two cannot be told apart."""


class BusinessNotNamed(Exception):
    """The user may enter several businesses and named none."""


class WriteRaced(Exception):
    """Another transaction won; nothing was written, and trying again may work."""


#: The driver has dropped the statements of the whole pool when it raises one of these.
_STALE = (asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError)
#: What the driver raises where the server cannot be reached, is starting or full, or lets nobody in.
GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    # What the driver makes of a connection that the server ended while nobody used it.
    asyncpg.InternalClientError,
)
_RACED = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    # Two inserted the same key at once: the one that looks again will see the other's row.
    asyncpg.UniqueViolationError,
)
_BY_KIND: tuple[tuple[tuple[type[Exception], ...], type[Exception]], ...] = (
    (_STALE, StalePlan),
    ((OSError, TimeoutError, *GONE), BooksUnavailable),
    ((asyncpg.QueryCanceledError,), BooksTimeout),
    (_RACED, WriteRaced),
)
_BY_STATE: dict[str, type[Exception]] = {"RW001": NoSuchMembership, "RW002": BusinessNotNamed}


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's exceptions that callers can act on into ours; others are bugs and pass."""
    try:
        yield
    except Exception as error:
        ours = _ours(error)
        if ours is None:
            raise
        raise ours from error


def _ours(error: Exception) -> type[Exception] | None:
    for kinds, ours in _BY_KIND:
        if isinstance(error, kinds):
            return ours
    # The driver's only word for a connection that was lost between two statements.
    if isinstance(error, asyncpg.InterfaceError) and ("closed" in str(error) or "connection" in str(error)):
        return BooksUnavailable
    return _BY_STATE.get(error.sqlstate or "") if isinstance(error, asyncpg.PostgresError) else None
