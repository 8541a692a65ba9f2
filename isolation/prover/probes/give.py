"""Giving a row away: planting it among another tenant's."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene
from isolation.prover.seeding.seeds import Side


def _attempts(scene: Scene) -> Iterator[Attempt]:
    column = scene.stage.owner_column(scene.table.label)
    row = scene.first(Side.B)
    if row is not None:
        gift = scene.assign({column: row[column]})
        for statement in ("UPDATE {t} SET {gift}", "UPDATE {t} SET {gift} WHERE {own}"):
            yield Attempt(scene.sql(statement, gift=gift), Rule.NO_PASSAGE)
            yield Attempt(scene.sql(statement, gift=gift), Rule.NO_PASSAGE, before=scene.aside(column))


PROBE = Probe("give away", "A makes its row one of B's.", _attempts, needs=Needs.UPDATE)
