"""Reaching another tenant's row through the conflict that an insert of its key makes."""

from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt, Rule
from isolation.prover.catalogue.model import Key
from isolation.prover.catalogue.sqltext import idents
from isolation.prover.probes.probe import Needs, Probe
from isolation.prover.probes.scene import Scene
from isolation.prover.seeding.seeds import Row, Side


def _attempts(scene: Scene) -> Iterator[Attempt]:
    row = scene.first(Side.B)
    if row is None:
        return
    for key in scene.unique_keys():
        taken = {name: row[name] for name in key.columns}
        # In B's name the policy must stop it; in A's name no conflict may lead to B's row.
        yield from _both(scene, key, {**scene.fresh(Side.B), **taken}, Rule.NO_PASSAGE)
        own = {name: value for name, value in taken.items() if name not in scene.naming}
        yield from _both(scene, key, {**scene.fresh(Side.A), **own}, Rule.QUIET)


def _both(scene: Scene, key: Key, values: Row, rule: Rule) -> Iterator[Attempt]:
    written = {name: value for name, value in values.items() if not scene.table.column(name).generated}
    start = f"{scene.insert(written)} ON CONFLICT"
    columns = scene.columns
    yield Attempt(f"{start} DO NOTHING RETURNING {columns}", rule)
    change = scene.change()
    if change is not None:
        where = f" WHERE {key.predicate}" if key.predicate else ""
        yield Attempt(
            f"{start} ({idents(key.columns)}){where} DO UPDATE SET {change} RETURNING {columns}", rule
        )


PROBE = Probe(
    "upsert", "A's insert conflicts with a row of B and changes or shows it.", _attempts, needs=Needs.INSERT
)
