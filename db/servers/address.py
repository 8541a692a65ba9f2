"""Where the database is, and as which role to open it; never prints a password."""

from dataclasses import dataclass, replace
from typing import Any

import asyncpg
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from db.servers.address_list import is_number, one_by_one, read_url
from db.servers.patience import ONE_OF_SEVERAL

#: Why the next server is tried: it is not there, not what the address asks for, starting or shutting down.
_NEXT = (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError)
#: libpq's words for what a server must be, and for the seconds in which it must let somebody in.
_TARGET, _SECONDS = "target_session_attrs", "connect_timeout"
_TARGETS = ("any", "primary", "standby", "prefer-standby", "read-write", "read-only")


class BadAddress(ValueError):
    """The address is not one of a PostgreSQL database; the text says what is expected."""


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A PostgreSQL database and a login; `str()` of it hides the password.

    A list of servers is kept as libpq has it in a query: `host=one,two&port=5432,5433`. Behind a pooler that
    cannot keep prepared statements, no connection may have any: `prepared` is false.
    """

    url: URL
    prepared: bool = True

    @classmethod
    def parse(cls, text: str, *, prepared: bool = True) -> "Address":
        """Read `postgresql://user:password@host:port/database`; raises `BadAddress`.

        Several servers are listed as libpq (`@one:5432,two:5433/` or `?host=one,two&port=5432,5433`), as
        asyncpg (`?host=one:5432,two:5433`) or as SQLAlchemy does (`?host=one:5432&host=two:5433`).
        """
        try:
            url = read_url(text)
        except (ArgumentError, ValueError):
            url = None
        if url is None or url.get_backend_name() not in {"postgresql", "postgres"} or not url.database:
            raise BadAddress("expected postgresql://user@host:5432/database")
        if url.query.get(_TARGET, "any") not in _TARGETS:
            raise BadAddress(f"expected {_TARGET} to be one of {', '.join(_TARGETS)}")
        if not is_number(str(url.query.get(_SECONDS, "1"))):
            raise BadAddress(f"expected {_SECONDS} to be a whole number of seconds")
        if "password" in url.query:
            # Where it stands, whoever shows the address shows it.
            raise BadAddress("expected the password before the host, as in postgresql://user:password@host/")
        return cls(url.set(drivername="postgresql"), prepared)

    @property
    def database(self) -> str:
        """The database's name."""
        assert self.url.database is not None
        return self.url.database

    @property
    def user(self) -> str | None:
        """The login that the address names."""
        return self.url.username

    @property
    def servers(self) -> tuple["Address", ...]:
        """The same database on each server that is listed; the address itself, where there is one."""
        return tuple(replace(self, url=url) for url in one_by_one(self.url))

    @property
    def rounds(self) -> tuple[tuple["Address", ...], ...]:
        """The servers in the order of trying; whoever prefers a standby takes any in a second round."""
        if self.url.query.get(_TARGET) != "prefer-standby":
            return (self.servers,)
        return self._wanting("standby").servers, self._wanting("any").servers

    def among_several(self, target: str) -> "Address":
        """The same, which looks for this kind of server where several are listed and no kind is named."""
        if len(self.servers) == 1 or _TARGET in self.url.query:
            return self
        return self._wanting(target)

    def as_role(self, role: str, password: str | None = None) -> "Address":
        """The same database as another role: its own password, or none (trust, a password file, a map)."""
        if password is None and role == self.url.username:
            return self
        # set() would keep the old login's password, since None means "unchanged" there.
        bare = URL.create(
            "postgresql",
            username=role,
            password=password,
            host=self.url.host,
            port=self.url.port,
            database=self.url.database,
            query=self.url.query,
        )
        return replace(self, url=bare)

    def with_database(self, database: str) -> "Address":
        """The same server and login, another database."""
        return replace(self, url=self.url.set(database=database))

    def dsn(self) -> str:
        """For drivers only: with the password in clear."""
        return self.url.render_as_string(hide_password=False)

    async def connect(self, **options: Any) -> "asyncpg.Connection[asyncpg.Record]":
        """Open one connection, on the first of several servers that is what the address asks for.

        `options` are those of `asyncpg.connect`. Raises OSError or `asyncpg.PostgresError`.
        """
        return await Route(self).connect(**options)

    def _wanting(self, target: str) -> "Address":
        return replace(self, url=self.url.update_query_dict({_TARGET: target}))

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)

    def __repr__(self) -> str:
        return f"Address({self})"


class Route:
    """The servers of an address in the order of trying; one that let nobody in is tried last next time."""

    def __init__(self, address: Address) -> None:
        self._rounds = [list(servers) for servers in address.rounds]
        self._is_list = len(address.servers) > 1

    async def connect(self, **options: Any) -> "asyncpg.Connection[asyncpg.Record]":
        """Open one connection; raises OSError or `asyncpg.PostgresError`."""
        if not self._is_list:
            return await _connected(self._rounds[0][0], options)
        failure: Exception | None = None
        for servers in self._rounds:
            for server in tuple(servers):
                try:
                    return await _connected(server, {"timeout": ONE_OF_SEVERAL, **options})
                except BaseException as error:
                    # Also when whoever waits for it gives up: the next one must not wait for the same server.
                    servers.remove(server)
                    servers.append(server)
                    if not isinstance(error, _NEXT):
                        raise
                    failure = error
        raise ConnectionError("no server of the list can be used") from failure


async def _connected(address: Address, options: dict[str, Any]) -> "asyncpg.Connection[asyncpg.Record]":
    unnamed: dict[str, Any] = {} if address.prepared else {"statement_cache_size": 0}
    if (seconds := address.url.query.get(_SECONDS)) is not None:
        # The driver would take it for a setting of the server; libpq's 0 is no limit.
        options = {**options, "timeout": float(str(seconds)) or None}
        address = replace(address, url=address.url.difference_update_query([_SECONDS]))
    try:
        return await asyncpg.connect(address.dsn(), **unnamed, **options)
    except asyncpg.TargetServerAttributeNotMatched as error:
        # To whoever asks, it is as good as away.
        raise ConnectionError("the server is not what target_session_attrs names") from error
    except (ConnectionError, TimeoutError):
        raise
    except OSError as error:
        # No socket, no route, no such host: the server is away, and no file or port of ours has failed.
        raise ConnectionError("the server cannot be reached") from error
