"""Proves on a scratch copy that one tenant cannot reach another's rows."""

import itertools
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from db.address import Address
from db.audit.prover.attack import Attack, Progress, attack
from db.audit.prover.instruments import install
from db.audit.prover.oracles import Status, Verdict
from db.audit.prover.ownership import ownership
from db.audit.prover.pgbouncer import NotRun, through_pgbouncer
from db.audit.prover.reading import Connection, read_catalogue
from db.audit.prover.report import Proof
from db.audit.prover.scratch import ScratchFailed, scratch
from db.audit.prover.seeding import Seeder
from db.audit.prover.seeds import Recipe, Seeds
from db.audit.prover.sessions import Way, pooled, straight, try_sessions, used_again
from db.audit.prover.stage import Stage
from db.audit.prover.tally import Tally
from db.audit.scope import Scope

_WAYS: Mapping[str, Way] = {"straight": straight, "pooled": pooled, "PgBouncer": through_pgbouncer}


async def prove(
    superuser: Address,
    scope: Scope,
    progress: Progress,
    *,
    programs: Path,
    passwords: Mapping[str, str] | None = None,
) -> Proof:
    """Copy the schema into a scratch database, seed two tenants, attack as one of them, drop it.

    `programs` is the folder of a pg_dump that is not older than the server; `passwords` are by role.
    Raises `ScratchFailed` with one sentence, OSError, or `asyncpg.PostgresError`.
    """
    async with scratch(superuser, programs) as address:
        task = await prepare(address, scope, passwords or {})
        tally = await attack(task, progress)
        await _sessions(task, tally, progress)
        return proof(await _server(address), scope, tally)


async def prepare(address: Address, scope: Scope, passwords: Mapping[str, str]) -> Attack:
    """Seed a scratch database and bring the instruments in; raises `ScratchFailed` for a wrong scope."""
    connection = await address.connect()
    try:
        stage = await _stage(connection, scope)
        fingerprint = await install(connection, stage)
    finally:
        await connection.close()
    logins = {role: address.as_role(role, passwords.get(role)) for role in scope.roles}
    return Attack(address, stage, fingerprint, logins)


async def _stage(connection: Connection, scope: Scope) -> Stage:
    catalogue = await read_catalogue(connection)
    missing = [role for role in scope.roles if role not in catalogue.roles]
    if missing:
        raise ScratchFailed(f"there is no role {missing[0]}: name the roles of requests with --role")
    owned = ownership(catalogue, scope)
    if not any(table.has(scope.tenant_column) for table in catalogue.tables):
        raise ScratchFailed(
            f"no table has a column {scope.tenant_column}: name the tenant column with --tenant-column"
        )
    seeds = await Seeder(connection, Recipe(catalogue, scope, owned, Seeds())).sow()
    return Stage(scope, catalogue, owned, seeds)


async def _sessions(task: Attack, tally: Tally, progress: Progress) -> None:
    """Sessions that are used again, for every role that can log in."""
    total = len(task.logins) * len(_WAYS)
    for number, (login, (name, way)) in enumerate(itertools.product(task.logins.values(), _WAYS.items()), 1):
        try:
            await try_sessions(task.stage, login, name, way, tally, resets=way is pooled)
        except NotRun as error:
            why = Verdict(Status.NOT_APPLICABLE, f"not run: {error}")
            tally.add(used_again(name), "all", why, 0)
        except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InsufficientPrivilegeError):
            why = Verdict(Status.NOT_APPLICABLE, f"not run: {login.user} could not log in")
            tally.add(used_again(name), "all", why, 0)
        progress("sessions", number, total)


async def _server(address: Address) -> str:
    connection = await address.connect()
    try:
        version: str = await connection.fetchval("SHOW server_version")
        return version
    finally:
        await connection.close()


def proof(server: str, scope: Scope, tally: Tally) -> Proof:
    """The tally as a report."""
    return Proof(server, scope.roles, tuple(tally.cells.values()), tuple(tally.breaches), tuple(tally.notes))
