"""Locking another tenant's rows, which makes it wait."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.probes.probe import Probe
from isolation.prover.probes.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    for strength in ("FOR UPDATE", "FOR SHARE", "FOR KEY SHARE SKIP LOCKED"):
        yield Attempt(
            scene.sql("SELECT 1 FROM {t} WHERE {theirs} {strength}", strength=strength), Rule.NO_ROWS
        )
        yield Attempt(scene.sql("SELECT {columns} FROM {t} {strength}", strength=strength))


PROBE = Probe("lock", "A locks a row of B.", _attempts)
