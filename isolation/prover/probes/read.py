"""Reading another tenant's rows: all, by name, by counting, by copying."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.probes.probe import Probe
from isolation.prover.probes.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    everything = scene.sql("SELECT {columns} FROM {t}")
    yield Attempt(everything)
    yield Attempt(scene.sql("SELECT 1 FROM {t} WHERE {theirs}"), Rule.NO_ROWS)
    yield Attempt(
        scene.sql("SELECT count(*) FROM {t} HAVING count(*) > {own_count}", own_count=str(scene.own_count())),
        Rule.NO_ROWS,
    )
    yield Attempt(everything, copy=True)
    yield Attempt(everything, before=("SET LOCAL row_security = off",))


PROBE = Probe("read", "A reads a row of B.", _attempts)
