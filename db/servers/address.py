"""Where the database is, and as which role to open it; never prints a password."""

from dataclasses import dataclass, replace
from typing import Any

import asyncpg
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from db.servers.address_list import one_by_one, read_url

#: Seconds in which one server of several must answer, before the next one is tried.
PATIENCE = 2.0
#: Why the next one is tried: it is not there or not what the address asks for, or it begins or ends.
_NEXT = (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError)
#: libpq's word for what a server must be.
_TARGET = "target_session_attrs"
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
        if len(self.servers) == 1:
            return await _connected(self, options)
        failure: Exception | None = None
        for server in self._attempts():
            try:
                return await _connected(server, {"timeout": PATIENCE, **options})
            except _NEXT as error:
                failure = error
        raise ConnectionError("no server of the list can be used") from failure

    def _attempts(self) -> tuple["Address", ...]:
        """The servers in the order of trying; whoever prefers a standby takes any in the end."""
        if self.url.query.get(_TARGET) != "prefer-standby":
            return self.servers
        standbys = replace(self, url=self.url.update_query_dict({_TARGET: "standby"}))
        anyone = replace(self, url=self.url.update_query_dict({_TARGET: "any"}))
        return standbys.servers + anyone.servers

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)

    def __repr__(self) -> str:
        return f"Address({self})"


async def _connected(address: Address, options: dict[str, Any]) -> "asyncpg.Connection[asyncpg.Record]":
    unnamed: dict[str, Any] = {} if address.prepared else {"statement_cache_size": 0}
    try:
        return await asyncpg.connect(address.dsn(), **unnamed, **options)
    except asyncpg.TargetServerAttributeNotMatched as error:
        # To whoever asks, it is as good as away.
        raise ConnectionError("the server is not what target_session_attrs names") from error
