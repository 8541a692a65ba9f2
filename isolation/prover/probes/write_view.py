"""Writing through views that can be written."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt
from isolation.prover.attempts.instruments import SET_FOREIGN_KEYS_ASIDE
from isolation.prover.catalogue.sqltext import fill
from isolation.prover.probes.probe import Aim, Needs, Probe
from isolation.prover.probes.scene import FIRST_TAG, Scene
from isolation.prover.seeding.values import candidates


def _attempts(scene: Scene) -> Iterator[Attempt]:
    if scene.table.kind == "m":
        return
    view, aside = scene.table.sql, (SET_FOREIGN_KEYS_ASIDE,)
    if scene.rights.delete:
        yield Attempt(fill("DELETE FROM {view}", view=view), before=aside)
    for column in scene.table.columns:
        if column.name in scene.rights.update:
            for value in candidates(column, FIRST_TAG)[:2]:
                change = scene.assign({column.name: value})
                yield Attempt(fill("UPDATE {view} SET {change}", view=view, change=change), before=aside)


PROBE = Probe(
    "write through view",
    "A view lets A change or delete a row of B.",
    _attempts,
    Aim.VIEW,
    Needs.NOTHING,
    as_tenant_only=True,
)
