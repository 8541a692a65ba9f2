"""Reading through views, which look with their owner's eyes unless they are declared otherwise."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.catalogue.model import INSTRUMENTS
from isolation.prover.catalogue.sqltext import fill, ident
from isolation.prover.probes.probe import Aim, Probe
from isolation.prover.probes.scene import Scene


def _attempts(scene: Scene) -> Iterator[Attempt]:
    everything = fill("SELECT {columns} FROM {view}", columns=scene.columns, view=scene.table.sql)
    yield Attempt(everything)
    yield Attempt(fill("SELECT count(*) FROM {view}", view=scene.table.sql))
    # Also a figure that shows no single value must not depend on B's rows.
    yield Attempt(everything, Rule.SAME_WITHOUT_B)
    for column in scene.table.columns:
        if column.name in scene.rights.select:
            yield Attempt(
                fill(
                    "SELECT 1 FROM {view} WHERE {schema}.leak({column}::text)",
                    view=scene.table.sql,
                    schema=INSTRUMENTS,
                    column=ident(column.name),
                )
            )


PROBE = Probe("view", "A view shows A a row of B, or a figure made of it.", _attempts, Aim.VIEW)
