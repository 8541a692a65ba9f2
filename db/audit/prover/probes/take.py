"""Taking a row: making another tenant's one's own."""

from collections.abc import Iterator

from db.audit.prover.attempt import Attempt, Rule
from db.audit.prover.probes.probe import Needs, Probe
from db.audit.prover.scene import Scene
from db.audit.prover.seeds import Side


def _attempts(scene: Scene) -> Iterator[Attempt]:
    column = scene.stage.owner_column(scene.table.label)
    row = scene.first(Side.A)
    if row is not None:
        loot = scene.assign({column: row[column]})
        statement = scene.sql("UPDATE {t} SET {loot} WHERE {theirs}", loot=loot)
        yield Attempt(statement, Rule.NO_PASSAGE)
        yield Attempt(statement, Rule.NO_ROWS, before=scene.aside(column))


PROBE = Probe("take", "A makes a row of B its own.", _attempts, needs=Needs.UPDATE)
