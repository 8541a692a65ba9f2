"""TRUNCATE, which no policy guards."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    yield Attempt(scene.sql("TRUNCATE {t}"), Rule.REFUSED)
    yield Attempt(scene.sql("TRUNCATE {t} CASCADE"), Rule.REFUSED)


PROBE = Probe("truncate", "A empties the table.", _attempts, needs=Needs.NOTHING, as_tenant_only=True)
