"""A statement that was planned while B acted, and runs while A does."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt
from isolation.prover.probes.probe import Probe
from isolation.prover.probes.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    for mode in ("force_generic_plan", "force_custom_plan"):
        yield Attempt(
            "EXECUTE planned_for_b",
            before=(f"SET LOCAL plan_cache_mode = {mode}",),
            earlier=(
                f"SET LOCAL plan_cache_mode = {mode}",
                scene.sql("PREPARE planned_for_b AS SELECT {columns} FROM {t}"),
                "EXECUTE planned_for_b",
            ),
        )


PROBE = Probe("prepared statement", "A plan made for B shows B's rows to A.", _attempts)
