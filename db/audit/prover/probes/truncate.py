"""TRUNCATE, which no policy guards."""

from collections.abc import Iterator

from db.audit.prover.attempt import Attempt, Rule
from db.audit.prover.probes.probe import Needs, Probe
from db.audit.prover.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    yield Attempt(scene.sql("TRUNCATE {t}"), Rule.REFUSED)
    yield Attempt(scene.sql("TRUNCATE {t} CASCADE"), Rule.REFUSED)


PROBE = Probe("truncate", "A empties the table.", _attempts, needs=Needs.NOTHING, as_tenant_only=True)
