"""Deleting another tenant's rows by naming them."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    statement = scene.sql("DELETE FROM {t} WHERE {theirs}")
    yield Attempt(statement, Rule.NO_PASSAGE)
    yield Attempt(statement, Rule.NO_ROWS, before=scene.aside())


PROBE = Probe("delete", "A deletes a row of B by naming it.", _attempts, needs=Needs.DELETE)
