"""Where the database is, and as which role to open it; never prints a password."""

from dataclasses import dataclass, replace

import asyncpg
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError


class BadAddress(ValueError):
    """The address is not one of a PostgreSQL database; the text says what is expected."""


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A PostgreSQL database and a login; `str()` of it hides the password."""

    url: URL

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `postgresql://user:password@host:port/database`; raises `BadAddress`."""
        try:
            url = make_url(text)
        except (ArgumentError, ValueError):
            url = None
        if url is None or url.get_backend_name() not in {"postgresql", "postgres"} or not url.database:
            raise BadAddress("expected postgresql://user@host:5432/database")
        return cls(url.set(drivername="postgresql"))

    @property
    def database(self) -> str:
        """The database's name."""
        assert self.url.database is not None
        return self.url.database

    @property
    def user(self) -> str | None:
        """The login that the address names."""
        return self.url.username

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
        return Address(bare)

    def with_database(self, database: str) -> "Address":
        """The same server and login, another database."""
        return replace(self, url=self.url.set(database=database))

    def dsn(self) -> str:
        """For drivers only: with the password in clear."""
        return self.url.render_as_string(hide_password=False)

    async def connect(self) -> "asyncpg.Connection[asyncpg.Record]":
        """Open one connection; raises OSError or `asyncpg.PostgresError`."""
        return await asyncpg.connect(self.dsn())

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)

    def __repr__(self) -> str:
        return f"Address({self})"
