"""Plants every mutant on a copy of its own, asks audit and prove, and drops the copy."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import asyncpg

from db.address import Address
from db.audit.audit import audit
from db.audit.finding import Level
from db.audit.prover.attack import Attack, Progress, attack
from db.audit.prover.mutants.making import mutants
from db.audit.prover.mutants.mutant import TWIN, Mutant
from db.audit.prover.mutants.result import Judged, Mutation
from db.audit.prover.mutants.twin import Twin, put_in_place, twin_of
from db.audit.prover.oracles import Status
from db.audit.prover.prove import prepare
from db.audit.prover.reading import read_rights
from db.audit.prover.scratch import clone, connected, scratch
from db.audit.scope import Scope

#: Copies at a time: one is made while another is attacked.
AT_ONCE = 2
#: No finding is waived here, so that no day matters.
_ANY_DAY = date(2000, 1, 1)

Seen = frozenset[tuple[str, str, str]]
Choose = Callable[[Sequence[Mutant]], Iterable[Mutant]]


async def mutate(
    superuser: Address,
    scope: Scope,
    progress: Progress,
    *,
    programs: Path,
    passwords: Mapping[str, str] | None = None,
    choose: Choose = lambda found: found,
) -> Mutation:
    """Break a scratch copy in every way that `choose` leaves; raises as `prove` does."""
    async with scratch(superuser, programs) as template:
        task = await prepare(template, scope, passwords or {})
        found = tuple(choose(tuple(await _mutants(task))))
        usual = await _audited(template, scope)
        bench = _Bench(task, usual, asyncio.Semaphore(AT_ONCE), progress, len(found))
        return Mutation(tuple(await asyncio.gather(*(bench.judge(mutant) for mutant in found))))


async def _mutants(task: Attack) -> Iterable[Mutant]:
    async with connected(task.superuser) as connection:
        rights = await read_rights(connection, task.stage.catalogue, task.logins)
    return mutants(task.stage, rights)


async def _audited(address: Address, scope: Scope) -> Seen:
    async with connected(address) as connection:
        report = await audit(connection, scope, _ANY_DAY)
    return frozenset(
        (each.code, each.object, each.detail) for each in report.findings if each.level is not Level.INFO
    )


class _Bench:
    """Where mutants are judged, a few at a time."""

    def __init__(
        self, task: Attack, usual: Seen, places: asyncio.Semaphore, progress: Progress, total: int
    ) -> None:
        self._task, self._usual, self._places = task, usual, places
        self._progress, self._total, self._done = progress, total, 0

    async def judge(self, mutant: Mutant) -> Judged:
        """Plant it and ask both."""
        async with self._places, AsyncExitStack() as stack:
            above = await stack.enter_async_context(connected(self._task.superuser.with_database("postgres")))
            twin = await stack.enter_async_context(twin_of(mutant.twin_of, above)) if mutant.twin_of else None
            address = await stack.enter_async_context(clone(self._task.superuser))
            judged = await (self._of_role(mutant, twin, address) if twin else self._of_copy(mutant, address))
        self._done += 1
        self._progress("mutants", self._done, self._total)
        return judged

    async def _of_copy(self, mutant: Mutant, address: Address) -> Judged:
        logins = {
            role: login.with_database(address.database)
            for role, login in self._task.logins.items()
            if not mutant.roles or role in mutant.roles
        }
        task = replace(self._task, superuser=address, logins=logins)
        return await _judged(mutant, task, self._task.stage.scope, self._usual)

    async def _of_role(self, mutant: Mutant, twin: Twin, address: Address) -> Judged:
        scope = self._task.stage.scope
        scope = replace(scope, roles=tuple(twin.name if role == twin.of else role for role in scope.roles))
        async with connected(address) as connection:
            await put_in_place(twin, connection)
        task = replace(self._task, superuser=address, logins={twin.name: address.as_role(twin.name)})
        statements = tuple(statement.replace(TWIN, twin.name) for statement in mutant.statements)
        planted = replace(mutant, statements=statements)
        return await _judged(planted, task, scope, await _audited(address, scope))


async def _judged(mutant: Mutant, task: Attack, scope: Scope, usual: Seen) -> Judged:
    try:
        await _plant(task.superuser, mutant)
    except asyncpg.PostgresError as error:
        return Judged(mutant, "", "", str(error))
    new = sorted(await _audited(task.superuser, scope) - usual)
    told = f"{new[0][0]}: {new[0][1]}: {new[0][2]}" if new else ""
    return Judged(mutant, told, await _proved(mutant, task))


async def _proved(mutant: Mutant, task: Attack) -> str:
    """What the prover says of the parts that the mutant touches: the first breach, or what is open."""
    restricted = replace(task, only=mutant.attack, until_breach=True)
    tally = await attack(restricted, lambda _step, _done, _total: None)
    if tally.breaches:
        first = tally.breaches[0]
        return f"{first.probe}, {first.role} as {first.context}: {first.why}"
    still_open = [cell for cell in tally.cells.values() if cell.status is Status.INCONCLUSIVE]
    return f"inconclusive: {still_open[0].why}" if still_open else ""


async def _plant(address: Address, mutant: Mutant) -> None:
    async with connected(address) as connection:
        for statement in mutant.statements:
            await connection.execute(statement)
