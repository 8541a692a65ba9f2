"""A function in WHERE that tells everything it is given, and costs so little that it might run first."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt
from isolation.prover.catalogue.model import INSTRUMENTS
from isolation.prover.catalogue.sqltext import ident
from isolation.prover.probes.probe import Probe
from isolation.prover.probes.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    for column in scene.table.columns:
        if column.name in scene.rights.select:
            condition = f"{INSTRUMENTS}.leak({ident(column.name)}::text)"
            yield Attempt(scene.sql("SELECT 1 FROM {t} WHERE {condition}", condition=condition))


PROBE = Probe("leaky function", "A function in WHERE is given a value of B.", _attempts)
