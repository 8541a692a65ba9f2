"""Whether a row of another tenant exists, judged by how a unique key answers."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene
from isolation.prover.probes.twins import twins


def _attempts(scene: Scene) -> Iterator[Attempt]:
    for key in scene.unique_keys():
        for statement, twin, hint in twins(scene, key.columns):
            yield Attempt(statement, Rule.LIKE_TWIN, twin=twin, hinted=hint)


PROBE = Probe(
    "unique key",
    "A unique key answers differently for a key that B has and one that nobody has.",
    _attempts,
    needs=Needs.INSERT,
    as_tenant_only=True,
)
