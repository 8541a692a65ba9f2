"""Runs every probe against every target, as every role and in every context."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from isolation.prover.attempts.attacker import Attacker
from isolation.prover.attempts.attempt import Attempt, script
from isolation.prover.catalogue.model import Catalogue, Function, Relation
from isolation.prover.catalogue.reading import Rights, read_catalogue, read_memberships, read_rights
from isolation.prover.controls import controls
from isolation.prover.grounds.ground import Ground
from isolation.prover.probes import PROBES
from isolation.prover.probes.probe import Aim, Needs, Probe
from isolation.prover.probes.scene import Scene
from isolation.prover.seeding.seeds import Side
from isolation.prover.seeding.stage import NOBODY, Context, Stage
from isolation.prover.verdicts.oracles import Status, Verdict, judge
from isolation.prover.verdicts.report import Breach
from isolation.prover.verdicts.tally import Tally

Progress = Callable[[str, int, int], None]
#: Who an attacker acts for, and the values that it must then not see.
Contexts: TypeAlias = tuple[tuple[Context, frozenset[str]], ...]
SESSION = "(session)"
_NEVER_UNSET = Verdict(
    Status.INCONCLUSIVE,
    "not tried: the transaction that attacks has seeded rows as each tenant, which sets the variable",
)


@dataclass(frozen=True, slots=True)
class Attack:
    """Where, as which roles and on what; `only` names the targets, if not all, `probes` the ways tried."""

    ground: Ground
    roles: tuple[str, ...]
    stage: Stage
    fingerprint: str
    only: frozenset[str] | None = None
    probes: tuple[Probe, ...] = PROBES
    until_breach: bool = False


async def attack(task: Attack, progress: Progress) -> Tally:
    """Run it; nothing that it tries stays in the database."""
    tally = Tally()
    scenes = await _scenes(task)
    done, total = 0, 2 * len(scenes)
    # That a variable was set in a session cannot be undone: first everything in which none is.
    for contexts in _contexts(task.stage):
        if contexts[0][0].name == NOBODY and not task.ground.unset:
            tally.add(SESSION, "no variable ever set", _NEVER_UNSET, 0)
            continue
        for role in task.roles:
            async with task.ground.attacker(role, task.fingerprint, task.stage.context(Side.B)) as attacker:
                run = _Run(task, attacker, tally, contexts)
                for scene in scenes:
                    if scene.role == role:
                        await run.attack(replace(scene, itself=attacker.itself))
                        done += 1
                        progress("attacks", done, total)
    return tally


async def _scenes(task: Attack) -> tuple[Scene, ...]:
    """Every role before every target, as the catalogue shows them now."""
    async with task.ground.looking() as connection:
        now = await read_catalogue(connection)
        rights = await read_rights(connection, now, task.roles)
        becomes = await read_memberships(connection, task.roles)
    return tuple(
        Scene(
            task.stage,
            role,
            now,
            rights.get((role, target.label if target else ""), Rights()),
            target,
            becomes.get(role, frozenset()),
        )
        for role in task.roles
        for target in _targets(task, now)
    )


def _targets(task: Attack, now: Catalogue) -> Iterator[Relation | Function | None]:
    owned = task.stage.owned.columns
    relations = (relation for relation in now.relations if relation.label in owned or not relation.is_table)
    results: list[Relation | Function] = [
        *relations,
        *(function for function in now.functions if function.callable),
    ]
    for target in results:
        if task.only is None or target.label in task.only:
            yield target
    if task.only is None or SESSION in task.only:
        yield None


def _contexts(stage: Stage) -> tuple[Contexts, Contexts]:
    """Who the attacker acts for, and what it must then not see: as nobody, A's rows neither."""
    everybody = stage.canaries(*Side)
    nobody, *others = ((context, everybody) for context in stage.other_contexts())
    return (nobody,), ((stage.context(Side.A), stage.canaries(Side.B)), *others)


@dataclass(frozen=True, slots=True)
class _Run:
    """One role's part of an attack."""

    task: Attack
    attacker: Attacker
    tally: Tally
    contexts: Contexts

    async def attack(self, scene: Scene) -> None:
        """Every probe that aims at such a target."""
        target, aim = _label(scene), _aim(scene)
        problem = self.task.stage.seeds.problems.get(target)
        failed: Mapping[Needs, str] = {}
        if aim is Aim.TABLE and problem is None and self._as_a:
            failed = await controls(self.attacker, scene, self.contexts[0][0], self.task.ground.cannot)
        for probe in self.task.probes:
            if probe.aim is not aim or self._over(target, probe, scene.role):
                continue
            await self._probe(scene, probe)
            why = f"no rows could be seeded: {problem}" if problem else failed.get(probe.needs)
            if why is not None:
                self.tally.add(target, probe.name, Verdict(Status.INCONCLUSIVE, why), 0)

    @property
    def _as_a(self) -> bool:
        return self.contexts[0][0].name == Side.A.value

    def _over(self, target: str, probe: Probe, role: str) -> bool:
        """One way through is enough."""
        results = ((breach.target, breach.probe, breach.role) for breach in self.tally.breaches)
        return (target, probe.name, role) in results or (self.task.until_breach and bool(self.tally.breaches))

    async def _probe(self, scene: Scene, probe: Probe) -> None:
        target = _label(scene)
        tried = 0
        for attempt, context, hidden in self._tries(probe, probe.attempts(scene)):
            tried += 1
            why_not = self.task.ground.cannot(attempt)
            if why_not:
                self.tally.add(target, probe.name, Verdict(Status.INCONCLUSIVE, why_not), 0)
                continue
            outcome = await self.attacker.run(attempt, context)
            verdict = judge(attempt, outcome, hidden)
            self.tally.add(target, probe.name, verdict, 1)
            if verdict.status is Status.BREACH:
                text = script(scene.role, context, self.attacker.earlier, attempt)
                breach = Breach(target, probe.name, scene.role, context.name, verdict.why, text)
                self.tally.breaches.append(breach)
                return
        if not tried:
            nothing = Verdict(Status.NOT_APPLICABLE, "there is nothing to attempt")
            self.tally.add(target, probe.name, nothing, 0)

    def _tries(
        self, probe: Probe, attempts: Iterable[Attempt]
    ) -> Iterator[tuple[Attempt, Context, frozenset[str]]]:
        contexts = self.contexts
        if probe.as_tenant_only:
            contexts = contexts[:1] if self._as_a else ()
        for attempt in attempts:
            for context, hidden in contexts:
                # What B leaves on a session sets variables there: none are unset afterwards.
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
