"""Taking a row: making another tenant's one's own."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene
from isolation.prover.seeding.seeds import Side


def _attempts(scene: Scene) -> Iterator[Attempt]:
    column = scene.stage.owner_column(scene.table.label)
    row = scene.first(Side.A)
    if row is not None:
        loot = scene.assign({column: row[column]})
        statement = scene.sql("UPDATE {t} SET {loot} WHERE {theirs}", loot=loot)
        yield Attempt(statement, Rule.NO_PASSAGE)
        yield Attempt(statement, Rule.NO_ROWS, before=scene.aside(column))


PROBE = Probe("take", "A makes a row of B its own.", _attempts, needs=Needs.UPDATE)
