"""Writing a row in another tenant's name."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene
from isolation.prover.seeding.seeds import Side


def _attempts(scene: Scene) -> Iterator[Attempt]:
    theirs = scene.fresh(Side.B)
    if theirs:
        yield Attempt(scene.insert(theirs), Rule.NO_PASSAGE)
        # A's own row with B's name on it: what a forged argument would write.
        name_of_b = {name: theirs[name] for name in scene.naming if name in theirs}
        yield Attempt(scene.insert({**scene.fresh(Side.A), **name_of_b}), Rule.NO_PASSAGE)


PROBE = Probe("insert", "A inserts a row that belongs to B.", _attempts, needs=Needs.INSERT)
