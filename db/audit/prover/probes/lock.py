"""Locking another tenant's rows, which makes it wait."""

from collections.abc import Iterator

from db.audit.prover.attempt import Attempt, Rule
from db.audit.prover.probes.probe import Probe
from db.audit.prover.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    for strength in ("FOR UPDATE", "FOR SHARE", "FOR KEY SHARE SKIP LOCKED"):
        yield Attempt(
            scene.sql("SELECT 1 FROM {t} WHERE {theirs} {strength}", strength=strength), Rule.NO_ROWS
        )
        yield Attempt(scene.sql("SELECT {columns} FROM {t} {strength}", strength=strength))


PROBE = Probe("lock", "A locks a row of B.", _attempts)
