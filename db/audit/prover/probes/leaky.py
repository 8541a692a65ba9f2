"""A function in WHERE that tells everything it is given, and costs so little that it might run first."""

from collections.abc import Iterator

from db.audit.prover.attempt import Attempt
from db.audit.prover.catalogue import INSTRUMENTS
from db.audit.prover.probes.probe import Probe
from db.audit.prover.scene import Scene
from db.audit.prover.sqltext import ident


def _attempts(scene: Scene) -> Iterator[Attempt]:
    for column in scene.table.columns:
        if column.name in scene.rights.select:
            condition = f"{INSTRUMENTS}.leak({ident(column.name)}::text)"
            yield Attempt(scene.sql("SELECT 1 FROM {t} WHERE {condition}", condition=condition))


PROBE = Probe("leaky function", "A function in WHERE is given a value of B.", _attempts)
