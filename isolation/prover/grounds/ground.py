"""Where attackers stand: in sessions of their own, or all in one transaction that is rolled back."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import asyncpg

from isolation.place import Place
from isolation.prover.attempts.attacker import Attacker, within
from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.attempts.instruments import SET_FOREIGN_KEYS_ASIDE
from isolation.prover.catalogue.reading import Connection
from isolation.prover.catalogue.sqltext import fill, ident
from isolation.prover.seeding.stage import Context

_NO_ASIDE = "setting foreign keys aside needs a superuser, and one would answer before the policy does"
_NO_BECOMING = "SET ROLE asks who logged in, and only a superuser can be another session user"
_NO_FORGETTING = "leaving B's rows out needs a superuser, and only that shows what a figure is made of"


class Ground(Protocol):
    """Gives the attack its sessions."""

    @property
    def unset(self) -> bool:
        """Whether there is a session in which no variable was ever set."""

    def looking(self) -> AbstractAsyncContextManager[Connection]:
        """A connection that reads the catalogue."""

    def attacker(
        self, role: str, fingerprint: str, earlier: Context
    ) -> AbstractAsyncContextManager[Attacker]:
        """A session of a role; the first that a role gets has no variable set, if `unset`."""

    def cannot(self, attempt: Attempt) -> str:
        """Why an attempt means nothing here; empty if it does."""


@dataclass(frozen=True, slots=True)
class OwnSessions:
    """A session for each role, on a scratch copy; `logins` hold the passwords where they are known."""

    superuser: Place
    logins: Mapping[str, Place]

    @property
    def unset(self) -> bool:
        """Every session is new."""
        return True

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Connection]:
        """As the superuser."""
        connection = await self.superuser.connect()
        try:
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def attacker(self, role: str, fingerprint: str, earlier: Context) -> AsyncIterator[Attacker]:
        """Log in as the role; where its password is not known, let the superuser become it.

        Raises OSError or `asyncpg.PostgresError` when neither is possible.
        """
        itself = True
        try:
            connection = await _connect(self.logins[role])
        except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InsufficientPrivilegeError):
            connection = await _connect(self.superuser)
            await connection.execute(fill("SET SESSION AUTHORIZATION {role}", role=ident(role)))
            itself = False
        try:
            yield Attacker(role, connection, fingerprint, earlier, itself)
        finally:
            await connection.close()

    def cannot(self, _attempt: Attempt) -> str:
        """Nothing that it cannot."""
        return ""


@dataclass(frozen=True, slots=True)
class OneTransaction:
    """A connection inside a transaction that its owner rolls back; every attempt is at a savepoint.

    `superuser` says that it is one's, who may become any session user; others may only SET ROLE.
    """

    connection: Connection
    superuser: bool
    unset: bool

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Connection]:
        """The one there is, which sees what was not committed."""
        yield self.connection

    @asynccontextmanager
    async def attacker(self, role: str, fingerprint: str, earlier: Context) -> AsyncIterator[Attacker]:
        """The same session as another user, for the length of each attempt."""
        become = "SET LOCAL SESSION AUTHORIZATION {role}" if self.superuser else "SET LOCAL ROLE {role}"
        bounds = within(fill(become, role=ident(role)))
        attacker = Attacker(role, self.connection, fingerprint, earlier, itself=False, bounds=bounds)
        await self.connection.execute("SAVEPOINT attempt")
        try:
            yield attacker
        finally:
            attacker.leave()
            await self.connection.execute(f"{bounds.end}; RELEASE SAVEPOINT attempt")

    def cannot(self, attempt: Attempt) -> str:
        """What only a superuser can do around an attempt."""
        if self.superuser:
            return ""
        if SET_FOREIGN_KEYS_ASIDE in attempt.before:
            return _NO_ASIDE
        if any(item.startswith("SET ROLE ") for item in (*attempt.before, attempt.statement)):
            return _NO_BECOMING
        return _NO_FORGETTING if attempt.rule is Rule.SAME_WITHOUT_B else ""


async def _connect(address: Place) -> Connection:
    # No cache: the prepared statements of a session are the attempts' own.
    return await asyncpg.connect(address.dsn(), statement_cache_size=0, timeout=10)
