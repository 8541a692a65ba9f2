"""Deleting another tenant's rows by naming them."""

from collections.abc import Iterator

from db.audit.prover.attempt import Attempt, Rule
from db.audit.prover.probes.probe import Needs, Probe
from db.audit.prover.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    statement = scene.sql("DELETE FROM {t} WHERE {theirs}")
    yield Attempt(statement, Rule.NO_PASSAGE)
    yield Attempt(statement, Rule.NO_ROWS, before=scene.aside())


PROBE = Probe("delete", "A deletes a row of B by naming it.", _attempts, needs=Needs.DELETE)
