"""Reading through views, which look with their owner's eyes unless they are told otherwise."""

from collections.abc import Iterator

from db.audit.prover.attempt import Attempt, Rule
from db.audit.prover.catalogue import INSTRUMENTS
from db.audit.prover.probes.probe import Aim, Probe
from db.audit.prover.scene import Scene
from db.audit.prover.sqltext import fill, ident


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
