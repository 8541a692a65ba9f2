"""Proves in one rolled-back transaction, without a scratch copy, and says what that leaves open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from isolation.place import Place
from isolation.prover.attack import Attack, Progress, attack
from isolation.prover.attempts.instruments import install
from isolation.prover.catalogue.model import Relation
from isolation.prover.catalogue.ownership import ownership
from isolation.prover.catalogue.reading import Connection, read_catalogue
from isolation.prover.catalogue.sqltext import fill, ident
from isolation.prover.grounds.ground import OneTransaction
from isolation.prover.grounds.scratch import ScratchFailed, connected
from isolation.prover.grounds.sessions import used_again
from isolation.prover.prove import WAYS, proof, set_stage
from isolation.prover.verdicts.oracles import Status, Verdict
from isolation.prover.verdicts.report import Proof
from isolation.prover.verdicts.tally import Tally
from isolation.scope import Scope

#: Others use the database: nothing here queues before their statements for long.
_PATIENCE = "SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '60s'"
_LOGIN = "SELECT rolname::text AS name, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
_USES = "SELECT pg_has_role($1, $2, 'USAGE')"
_OTHER_SESSIONS = Verdict(
    Status.INCONCLUSIVE, "not tried: rows that were not committed are seen by no other session"
)


@dataclass(frozen=True, slots=True)
class _Login:
    """Who proves, and whom no policy may hold back from seeing what changed."""

    name: str
    superuser: bool
    bypasses: bool


async def is_superuser(address: Place) -> bool:
    """Whether this login may make a scratch database and read past policies."""
    async with connected(address) as connection:
        return (await _login(connection)).superuser


async def prove_inside(address: Place, scope: Scope, progress: Progress) -> Proof:
    """Seed, attack and roll back; raises as `prove` does.

    The login is a superuser, or bypasses row-level security, or owns the tables, and may create a schema.
    """
    tally = Tally()
    async with connected(address) as connection, _rolled_back(connection):
        try:
            login = await _login(connection)
            await _lift(connection, login, scope, tally)
            stage = await set_stage(connection, scope, refreshes=False)
            fingerprint = await install(connection, stage, only_b=True)
            await _may_become(connection, login, scope)
        except (asyncpg.InsufficientPrivilegeError, asyncpg.LockNotAvailableError) as error:
            raise ScratchFailed(f"in one transaction it cannot be tried as this login: {error}") from None
        ground = OneTransaction(connection, login.superuser, unset=False)
        result = await attack(Attack(ground, scope.roles, stage, fingerprint), progress)
        for name in WAYS:
            result.add(used_again(name), "all", _OTHER_SESSIONS, 0)
        result.notes.extend((*tally.notes, _how(login)))
        return await proof(connection, scope, result)


@asynccontextmanager
async def _rolled_back(connection: Connection) -> AsyncIterator[None]:
    # Repeatable read: what others commit meanwhile must not look like what an attack did.
    transaction = connection.transaction(isolation="repeatable_read")
    await transaction.start()
    try:
        await connection.execute(_PATIENCE)
        yield
    finally:
        await transaction.rollback()


async def _login(connection: Connection) -> _Login:
    row = await connection.fetchrow(_LOGIN)
    assert row is not None
    return _Login(row["name"], row["rolsuper"], row["rolsuper"] or row["rolbypassrls"])


async def _lift(connection: Connection, login: _Login, scope: Scope, tally: Tally) -> None:
    """The owner of forced tables sees none of their rows: until the rollback they are not forced."""
    if login.bypasses:
        return
    catalogue = await read_catalogue(connection)
    owned = ownership(catalogue, scope).columns
    tables = [table for table in catalogue.tables if table.label in owned]
    for table in tables:
        await _must_own(connection, login, scope, table)
    forced = [table for table in tables if table.forced]
    for table in forced:
        await connection.execute(fill("ALTER TABLE {t} NO FORCE ROW LEVEL SECURITY", t=table.sql))
    if forced:
        tally.notes.append(
            f"{len(forced)} tables were locked and not forced until the rollback, since their owner must see "
            "what an attack changed"
        )


async def _must_own(connection: Connection, login: _Login, scope: Scope, table: Relation) -> None:
    if not await connection.fetchval(_USES, login.name, table.owner):
        raise ScratchFailed(
            f"{login.name} neither bypasses row-level security nor owns {table.label}: "
            "it would not see whether rows of another tenant changed"
        )
    for role in scope.roles:
        if role in await _roles(connection) and await connection.fetchval(_USES, role, table.owner):
            raise ScratchFailed(f"{role} has the rights of the owner of {table.label}: prove as a superuser")


async def _roles(connection: Connection) -> frozenset[str]:
    return frozenset(row[0] for row in await connection.fetch("SELECT rolname FROM pg_roles"))


async def _may_become(connection: Connection, login: _Login, scope: Scope) -> None:
    if login.superuser:
        return
    for role in scope.roles:
        await connection.execute(fill("SET LOCAL ROLE {role}", role=ident(role)))
        await connection.execute("RESET ROLE")


def _how(login: _Login) -> str:
    return (
        f"tried in one transaction as {login.name} and rolled back, beside the rows that are there; "
        "a sequence that was asked is not set back"
    )
