"""What can go wrong at the door, as four exceptions that carry no text of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg


class BooksUnavailable(Exception):
    """The database cannot be reached, is starting, or has no connection left."""


class BooksTimeout(Exception):
    """A statement took longer than its limit and was stopped."""


class NoSuchMembership(Exception):
    """The user may not enter that business, or there is none: the two cannot be told apart."""


class BusinessNotNamed(Exception):
    """The user may enter several businesses and named none."""


class WriteRaced(Exception):
    """Another transaction won; nothing was written, and trying again may work."""


_GONE = (
    OSError,
    TimeoutError,
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
_OURS: dict[str, type[Exception]] = {"RW001": NoSuchMembership, "RW002": BusinessNotNamed}


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's exceptions that callers can act on into ours; others are bugs and pass."""
    try:
        yield
    except _GONE as error:
        raise BooksUnavailable from error
    except asyncpg.QueryCanceledError as error:
        raise BooksTimeout from error
    except _RACED as error:
        raise WriteRaced from error
    except asyncpg.InterfaceError as error:
        # The driver's only word for a connection that was lost between two statements.
        if "closed" in str(error) or "connection" in str(error):
            raise BooksUnavailable from error
        raise
    except asyncpg.PostgresError as error:
        ours = _OURS.get(error.sqlstate or "")
        if ours is None:
            raise
        raise ours from error
