"""Positive controls: A reaches its own rows, so that not reaching B's means something."""

from collections.abc import Callable, Iterator, Mapping

from isolation.prover.attempts.attacker import Attacker
from isolation.prover.attempts.attempt import Attempt, Outcome
from isolation.prover.probes.probe import Needs
from isolation.prover.probes.scene import Scene
from isolation.prover.seeding.seeds import Side
from isolation.prover.seeding.stage import Context


async def controls(
    attacker: Attacker, scene: Scene, context: Context, cannot: Callable[[Attempt], str]
) -> Mapping[Needs, str]:
    """What fails, by right: why, for a right that the role has and that does not work on A's own rows.

    `cannot` says why a control cannot be tried, which fails it too.
    """
    failed: dict[Needs, str] = {}
    for needs, attempt in _attempts(scene):
        why_not = cannot(attempt)
        if why_not:
            failed.setdefault(needs, f"whether A may {needs} its own rows was not tried: {why_not}")
            continue
        outcome = await attacker.run(attempt, context)
        problem = _problem(needs, outcome, scene)
        if problem:
            failed.setdefault(needs, f"{scene.role} has the right to {needs}, but {problem}")
    return failed


def _attempts(scene: Scene) -> Iterator[tuple[Needs, Attempt]]:
    rights = scene.rights
    if rights.select:
        yield Needs.SELECT, Attempt(scene.sql("SELECT {columns} FROM {t}"))
    if rights.insert:
        yield Needs.INSERT, Attempt(scene.insert(scene.fresh(Side.A)))
    change = scene.change()
    if change is not None and any(column.name in rights.update for column in scene.changeable()):
        yield Needs.UPDATE, Attempt(scene.sql("UPDATE {t} SET {change}", change=change))
    if rights.delete:
        yield Needs.DELETE, Attempt(scene.sql("DELETE FROM {t}"), before=scene.aside())


def _problem(needs: Needs, outcome: Outcome, scene: Scene) -> str:
    if needs is Needs.INSERT:
        # A constraint is asked after the policy: a row that it stops had passed.
        passed = outcome.state is None or outcome.state.startswith("23")
        return "" if passed else f"A's own row is refused: {outcome.error}"
    if outcome.state is not None and not outcome.state.startswith("PRV"):
        return f"A gets: {outcome.error}"
    # The partition that A's rows are not in has none of them.
    if outcome.touched < scene.own_count() or (outcome.touched == 0 and not scene.table.partition):
        return f"A reaches {outcome.touched} of its {scene.own_count()} rows"
    return ""
