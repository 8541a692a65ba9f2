"""Proves on a scratch copy that one tenant cannot reach another's rows."""

import itertools
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from isolation.place import Place
from isolation.prover.attack import Attack, Progress, attack
from isolation.prover.attempts.instruments import install
from isolation.prover.catalogue.ownership import ownership
from isolation.prover.catalogue.reading import Connection, read_catalogue
from isolation.prover.grounds.ground import OwnSessions
from isolation.prover.grounds.pgbouncer import NotRun, through_pgbouncer
from isolation.prover.grounds.scratch import ScratchFailed, connected, scratch
from isolation.prover.grounds.sessions import Way, pooled, straight, try_sessions, used_again
from isolation.prover.seeding.seed import Seeder
from isolation.prover.seeding.seeds import Recipe, Seeds
from isolation.prover.seeding.stage import Stage
from isolation.prover.verdicts.oracles import Status, Verdict
from isolation.prover.verdicts.report import Proof
from isolation.prover.verdicts.tally import Tally
from isolation.scope import Scope

WAYS: Mapping[str, Way] = {"straight": straight, "pooled": pooled, "PgBouncer": through_pgbouncer}


async def prove(
    superuser: Place,
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
        task, logins = await prepare(address, scope, passwords or {})
        tally = await attack(task, progress)
        await _sessions(task.stage, logins, tally, progress)
        async with connected(address) as connection:
            return await proof(connection, scope, tally)


async def prepare(
    address: Place, scope: Scope, passwords: Mapping[str, str]
) -> tuple[Attack, Mapping[str, Place]]:
    """Seed a scratch database and bring the instruments in; answers with the roles' addresses too.

    Raises `ScratchFailed` for a wrong scope.
    """
    async with connected(address) as connection:
        stage = await set_stage(connection, scope)
        fingerprint = await install(connection, stage)
    logins = {role: address.as_role(role, passwords.get(role)) for role in scope.roles}
    return Attack(OwnSessions(address, logins), scope.roles, stage, fingerprint), logins


async def set_stage(connection: Connection, scope: Scope, *, refreshes: bool = True) -> Stage:
    """Seed both tenants; raises `ScratchFailed` for a wrong scope."""
    catalogue = await read_catalogue(connection)
    missing = [role for role in scope.roles if role not in catalogue.roles]
    if missing:
        raise ScratchFailed(f"there is no role {missing[0]}: name the roles of requests with --role")
    owned = ownership(catalogue, scope)
    if not any(table.has(scope.tenant_column) for table in catalogue.tables):
        raise ScratchFailed(
            f"no table has a column {scope.tenant_column}: name the tenant column with --tenant-column"
        )
    seeds = await Seeder(connection, Recipe(catalogue, scope, owned, Seeds()), refreshes).sow()
    return Stage(scope, catalogue, owned, seeds)


async def _sessions(stage: Stage, logins: Mapping[str, Place], tally: Tally, progress: Progress) -> None:
    """Sessions that are used again, for every role that can log in."""
    total = len(logins) * len(WAYS)
    for number, (login, (name, way)) in enumerate(itertools.product(logins.values(), WAYS.items()), 1):
        try:
            await try_sessions(stage, login, name, way, tally, resets=way is pooled)
        except NotRun as error:
            why = Verdict(Status.NOT_APPLICABLE, f"not run: {error}")
            tally.add(used_again(name), "all", why, 0)
        except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InsufficientPrivilegeError):
            why = Verdict(Status.NOT_APPLICABLE, f"not run: {login.user} could not log in")
            tally.add(used_again(name), "all", why, 0)
        progress("sessions", number, total)


async def proof(connection: Connection, scope: Scope, tally: Tally) -> Proof:
    """The tally as a report."""
    server: str = await connection.fetchval("SHOW server_version")
    return Proof(server, scope.roles, tuple(tally.cells.values()), tuple(tally.breaches), tuple(tally.notes))
