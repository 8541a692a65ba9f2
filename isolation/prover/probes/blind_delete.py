"""Deleting whatever a DELETE without WHERE reaches, which a policy for SELECT does not guard."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    yield Attempt(scene.sql("DELETE FROM {t}"))
    # Children of A's rows would stop it before it says anything about B's.
    yield Attempt(scene.sql("DELETE FROM {t}"), before=scene.aside())


PROBE = Probe("blind delete", "A DELETE without WHERE deletes a row of B.", _attempts, needs=Needs.DELETE)
