"""Changing whatever an UPDATE without WHERE reaches, which a policy for SELECT does not guard."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    change = scene.change()
    if change is not None:
        yield Attempt(scene.sql("UPDATE {t} SET {change}", change=change))


PROBE = Probe("blind update", "An UPDATE without WHERE changes a row of B.", _attempts, needs=Needs.UPDATE)
