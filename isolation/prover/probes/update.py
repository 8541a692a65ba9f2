"""Changing another tenant's rows by naming them."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    change = scene.change()
    if change is not None:
        yield Attempt(scene.sql("UPDATE {t} SET {change} WHERE {theirs}", change=change), Rule.NO_ROWS)
        yield Attempt(scene.sql("UPDATE {t} SET {change} WHERE {theirs} RETURNING {columns}", change=change))


PROBE = Probe("update", "A updates a row of B by naming it.", _attempts, needs=Needs.UPDATE)
