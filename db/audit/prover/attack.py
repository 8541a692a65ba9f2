"""Runs every probe against every target, as every role and in every context."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from db.address import Address
from db.audit.prover.attacker import Attacker
from db.audit.prover.attempt import Attempt, script
from db.audit.prover.catalogue import Catalogue, Function, Relation
from db.audit.prover.controls import controls
from db.audit.prover.oracles import Status, Verdict, judge
from db.audit.prover.probes import PROBES
from db.audit.prover.probes.probe import Aim, Needs, Probe
from db.audit.prover.reading import Rights, read_catalogue, read_memberships, read_rights
from db.audit.prover.report import Breach
from db.audit.prover.scene import Scene
from db.audit.prover.seeds import Side
from db.audit.prover.stage import NOBODY, Context, Stage
from db.audit.prover.tally import Tally

Progress = Callable[[str, int, int], None]
SESSION = "(session)"


@dataclass(frozen=True, slots=True)
class Attack:
    """Where and on what; `only` names the targets, if not all, and `probes` which ways are tried.

    `logins` are the addresses of the roles, with their passwords where they are known.
    """

    superuser: Address
    stage: Stage
    fingerprint: str
    logins: Mapping[str, Address]
    only: frozenset[str] | None = None
    probes: tuple[Probe, ...] = PROBES
    until_breach: bool = False


async def attack(task: Attack, progress: Progress) -> Tally:
    """Run it; nothing that it tries stays in the database."""
    tally = Tally()
    scenes = await _scenes(task)
    for role, login in task.logins.items():
        async with _attackers(task, login, tally) as pair:
            run = _Run(task, pair, tally, tuple(_contexts(task.stage)))
            for number, scene in enumerate(scenes, start=1):
                if scene.role == role:
                    await run.attack(replace(scene, itself=pair.used.itself))
                    progress("attacks", number, len(scenes))
    return tally


async def _scenes(task: Attack) -> tuple[Scene, ...]:
    """Every role before every target, as the catalogue shows them now."""
    connection = await task.superuser.connect()
    try:
        now = await read_catalogue(connection)
        rights = await read_rights(connection, now, task.logins)
        becomes = await read_memberships(connection, task.logins)
    finally:
        await connection.close()
    return tuple(
        Scene(
            task.stage,
            role,
            now,
            rights.get((role, target.label if target else ""), Rights()),
            target,
            becomes.get(role, frozenset()),
        )
        for role in task.logins
        for target in _targets(task, now)
    )


def _targets(task: Attack, now: Catalogue) -> Iterator[Relation | Function | None]:
    owned = task.stage.owned.columns
    relations = (each for each in now.relations if each.label in owned or not each.is_table)
    found: list[Relation | Function] = [*relations, *(each for each in now.functions if each.callable)]
    for target in found:
        if task.only is None or target.label in task.only:
            yield target
    if task.only is None or SESSION in task.only:
        yield None


def _contexts(stage: Stage) -> Iterator[tuple[Context, frozenset[str]]]:
    """Who the attacker acts for, and what it must then not see: as nobody, A's rows neither."""
    yield stage.context(Side.A), stage.canaries(Side.B)
    everybody = stage.canaries(*Side)
    for context in stage.other_contexts():
        yield context, everybody


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two sessions of a role: in one of them no variable was ever set, which cannot be undone."""

    used: Attacker
    virgin: Attacker

    def of(self, context: Context) -> Attacker:
        return self.virgin if context.name == NOBODY else self.used


@asynccontextmanager
async def _attackers(task: Attack, login: Address, tally: Tally) -> AsyncIterator[_Pair]:
    earlier = task.stage.context(Side.B)
    opened = [await Attacker.open(task.superuser, login, task.fingerprint, earlier) for _session in range(2)]
    if not opened[0].itself:
        tally.notes.append(
            f"{login.user} could not log in (no password was given): a superuser became it instead, "
            "so whether it may become another session user was not tried"
        )
    try:
        yield _Pair(*opened)
    finally:
        await asyncio.gather(*(attacker.close() for attacker in opened))


@dataclass(frozen=True, slots=True)
class _Run:
    """One role's part of an attack."""

    task: Attack
    pair: _Pair
    tally: Tally
    contexts: tuple[tuple[Context, frozenset[str]], ...]

    async def attack(self, scene: Scene) -> None:
        """Every probe that aims at such a target."""
        target, aim = _label(scene), _aim(scene)
        problem = self.task.stage.seeds.problems.get(target)
        failed: Mapping[Needs, str] = {}
        if aim is Aim.TABLE and problem is None:
            failed = await controls(self.pair.used, scene, self.contexts[0][0])
        for probe in self.task.probes:
            if probe.aim is not aim or self._over():
                continue
            await self._probe(scene, probe)
            why = f"no rows could be seeded: {problem}" if problem else failed.get(probe.needs)
            if why is not None:
                self.tally.add(target, probe.name, Verdict(Status.INCONCLUSIVE, why), 0)

    def _over(self) -> bool:
        return self.task.until_breach and bool(self.tally.breaches)

    async def _probe(self, scene: Scene, probe: Probe) -> None:
        target = _label(scene)
        tried = 0
        for attempt, context, hidden in self._tries(probe, probe.attempts(scene)):
            tried += 1
            outcome = await self.pair.of(context).run(attempt, context)
            verdict = judge(attempt, outcome, hidden)
            self.tally.add(target, probe.name, verdict, 1)
            if verdict.status is Status.BREACH:
                text = script(scene.role, context, self.pair.used.earlier, attempt)
                found = Breach(target, probe.name, scene.role, context.name, verdict.why, text)
                self.tally.breaches.append(found)
                # One way through is enough.
                return
        if not tried:
            nothing = Verdict(Status.NOT_APPLICABLE, "there is nothing to attempt")
            self.tally.add(target, probe.name, nothing, 0)

    def _tries(
        self, probe: Probe, attempts: Iterable[Attempt]
    ) -> Iterator[tuple[Attempt, Context, frozenset[str]]]:
        contexts = self.contexts[:1] if probe.as_tenant_only else self.contexts
        for attempt in attempts:
            for context, hidden in contexts:
                # What B leaves on a session sets variables there: a virgin session is none afterwards.
                if not (attempt.earlier and context.name == NOBODY):
                    yield attempt, context, hidden


def _label(scene: Scene) -> str:
    return SESSION if scene.target is None else scene.target.label


def _aim(scene: Scene) -> Aim:
    if scene.target is None:
        return Aim.SESSION
    if isinstance(scene.target, Function):
        return Aim.FUNCTION
    return Aim.TABLE if scene.target.is_table else Aim.VIEW
