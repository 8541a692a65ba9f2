"""Where a database is and as whom to open it, as far as the prover has to know."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

import asyncpg


class Place(Protocol):
    """A database and a login; any class of this shape will do, `Url` is one."""

    @property
    def database(self) -> str:
        """The name of the database."""

    @property
    def user(self) -> str | None:
        """The login."""

    def as_role(self, role: str, password: str | None = None) -> "Place":
        """The same database as another role."""

    def with_database(self, database: str) -> "Place":
        """Another database on the same server, with the same login."""

    def dsn(self) -> str:
        """`postgresql://user:password@host:port/database`, with the password in clear text."""

    async def connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        """Open one connection; raises OSError or `asyncpg.PostgresError`."""


@dataclass(frozen=True, slots=True, repr=False)
class Url:
    """A place by its URL: `postgresql://user:password@host:port/database`, or with `?host=/socket/folder`."""

    text: str

    @property
    def database(self) -> str:
        """The name of the database."""
        return unquote(self._parts.path.removeprefix("/"))

    @property
    def user(self) -> str | None:
        """The login."""
        name = self._parts.username
        return None if name is None else unquote(name)

    @property
    def password(self) -> str:
        """The password; empty if the URL has none."""
        return unquote(self._parts.password or "")

    @property
    def host(self) -> str:
        """The name of the host, or the folder of the server's socket."""
        return self._parts.hostname or self._option("host") or "127.0.0.1"

    @property
    def port(self) -> int:
        """The port, which is a part of the socket's name too."""
        return self._parts.port or int(self._option("port") or 5432)

    def as_role(self, role: str, password: str | None = None) -> "Url":
        """The same database as another role: with its own password, or with none."""
        if password is None and role == self.user:
            return self
        login = quote(role, safe="") + ("" if password is None else f":{quote(password, safe='')}")
        where = self._parts.netloc.rpartition("@")[2]
        return self._at(f"{login}@{where}", self._parts.path)

    def with_database(self, database: str) -> "Url":
        """Another database on the same server, with the same login."""
        return self._at(self._parts.netloc, f"/{quote(database, safe='')}")

    def dsn(self) -> str:
        """For drivers only: with the password in clear text."""
        return self.text

    async def connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        """Open one connection; raises OSError or `asyncpg.PostgresError`."""
        return await asyncpg.connect(self.text)

    def __repr__(self) -> str:
        # Never the password: a traceback or a log may show this.
        return f"Url({self.database!r} as {self.user!r})"

    def _at(self, login_and_host: str, path: str) -> "Url":
        query = f"?{self._parts.query}" if self._parts.query else ""
        return Url(f"postgresql://{login_and_host}{path}{query}")

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.text)

    def _option(self, name: str) -> str | None:
        return next(iter(parse_qs(self._parts.query).get(name, ())), None)
