"""Plants every mutant in a transaction, asks audit and prove in it, and rolls it back."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import asyncpg

from isolation.audit import audit
from isolation.lints.lint import Level
from isolation.place import Place
from isolation.prover.attack import Attack, Progress, attack
from isolation.prover.catalogue.reading import Connection, read_rights
from isolation.prover.grounds.ground import Ground, OneTransaction, OwnSessions
from isolation.prover.grounds.scratch import ScratchFailed, clone, connected, scratch
from isolation.prover.mutants.making import mutants
from isolation.prover.mutants.mutant import Mutant
from isolation.prover.mutants.result import Judged, Mutation
from isolation.prover.prove import prepare
from isolation.prover.verdicts.oracles import Status
from isolation.scope import Scope

#: Copies that are attacked at a time: an uncommitted mutant's locks keep others out of its own.
COPIES = 2
#: No finding is waived here, so that no day matters.
_ANY_DAY = date(2000, 1, 1)

Seen = frozenset[tuple[str, str, str]]
Choose = Callable[[Sequence[Mutant]], Iterable[Mutant]]


async def mutate(
    superuser: Place,
    scope: Scope,
    progress: Progress,
    *,
    programs: Path,
    passwords: Mapping[str, str] | None = None,
    choose: Choose = lambda result: result,
) -> Mutation:
    """Break scratch copies in every way that `choose` leaves; raises as `prove` does."""
    async with AsyncExitStack() as stack:
        template = await stack.enter_async_context(scratch(superuser, programs))
        task, logins = await prepare(template, scope, passwords or {})
        await _must_be_sound(task)
        async with connected(template) as connection:
            rights = await read_rights(connection, task.stage.catalogue, scope.roles)
            usual = await _audited(connection, scope)
        outcome = tuple(choose(tuple(mutants(task.stage, rights))))
        copies = [await stack.enter_async_context(clone(template)) for _copy in range(COPIES)]
        bench = _Bench(task, template, logins, usual, iter(enumerate(outcome)), progress, len(outcome))
        done = await asyncio.gather(*(bench.work(copy) for copy in copies))
    judged = {place: item for some in done for place, item in some}
    return Mutation(tuple(judged[place] for place in sorted(judged)))


async def _must_be_sound(task: Attack) -> None:
    """What is found without a mutant would pass for what a mutant did."""
    tally = await attack(task, lambda _step, _done, _total: None)
    bad = [cell for cell in tally.cells.values() if cell.status in (Status.BREACH, Status.INCONCLUSIVE)]
    if bad:
        raise ScratchFailed(
            f"without any mutant {bad[0].target}, {bad[0].probe} is {bad[0].status.value}: mend that first"
        )


async def _audited(connection: Connection, scope: Scope) -> Seen:
    report = await audit(connection, scope, _ANY_DAY)
    return frozenset(
        (finding.code, finding.object, finding.detail)
        for finding in report.findings
        if finding.level is not Level.INFO
    )


@dataclass(slots=True)
class _Bench:
    """Where mutants are judged: every copy takes the next one when it is through with the last."""

    task: Attack
    template: Place
    logins: Mapping[str, Place]
    usual: Seen
    waiting: Iterator[tuple[int, Mutant]]
    progress: Progress
    total: int
    done: int = 0

    async def work(self, copy: Place) -> list[tuple[int, Judged]]:
        """Judge mutants until none is left; answers with their places in the order."""
        judged = []
        for place, mutant in self.waiting:
            judged.append(
                (place, await (self._afresh(mutant) if mutant.at_login else self._inside(mutant, copy)))
            )
            self.done += 1
            self.progress("mutants", self.done, self.total)
        return judged

    async def _inside(self, mutant: Mutant, copy: Place) -> Judged:
        """On a connection that is new, so that no variable was ever set in it."""
        async with connected(copy) as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                return await self._judge(
                    mutant, connection, OneTransaction(connection, superuser=True, unset=True)
                )
            finally:
                await transaction.rollback()

    async def _afresh(self, mutant: Mutant) -> Judged:
        """On a copy of its own, which sessions enter after the mutant was planted."""
        async with clone(self.template) as copy, connected(copy) as connection:
            logins = {role: login.with_database(copy.database) for role, login in self.logins.items()}
            return await self._judge(mutant, connection, OwnSessions(copy, logins))

    async def _judge(self, mutant: Mutant, connection: Connection, ground: Ground) -> Judged:
        try:
            for statement in mutant.statements:
                await connection.execute(statement)
        except asyncpg.PostgresError as error:
            return Judged(mutant, "", failed=str(error))
        new = sorted(await _audited(connection, self.task.stage.scope) - self.usual)
        audit_finding = f"{new[0][0]}: {new[0][1]}: {new[0][2]}" if new else ""
        roles = mutant.roles or self.task.roles
        task = replace(self.task, ground=ground, roles=roles, only=mutant.attack, until_breach=True)
        return await _proved(mutant, audit_finding, task)


async def _proved(mutant: Mutant, audit_finding: str, task: Attack) -> Judged:
    """What the prover says of the parts that the mutant touches: the first breach, or what is open."""
    tally = await attack(task, lambda _step, _done, _total: None)
    if tally.breaches:
        first = tally.breaches[0]
        return Judged(mutant, audit_finding, f"{first.probe}, {first.role} as {first.context}: {first.why}")
    still_open = [cell for cell in tally.cells.values() if cell.status is Status.INCONCLUSIVE]
    return Judged(mutant, audit_finding, still_open=still_open[0].why if still_open else "")
