"""Two statements that differ only in this: one names a key of B's, the other a key that nobody has."""

from collections.abc import Iterator

from isolation.prover.probes.scene import Scene
from isolation.prover.seeding.seeds import Side
from isolation.prover.seeding.values import stranger

Twins = tuple[str, str, tuple[tuple[str, str], ...]]


def twins(scene: Scene, columns: tuple[str, ...]) -> Iterator[Twins]:
    """An insert and an update of A's own row, each with B's values in these columns and with unknown ones.

    The columns that name the tenant keep A's value: under a key that begins with them, nothing of B's can
    be met. So do those in which both have the same value. Where the key has no other column, they are
    what is asked about.
    """
    theirs, mine = scene.first(Side.B), scene.first(Side.A)
    if theirs is None or mine is None:
        return
    names = [
        name
        for name in columns
        if name not in scene.naming and theirs[name] is not None and theirs[name] != mine[name]
    ]
    names = names or list(columns)
    known = {name: theirs[name] for name in names}
    unknown: dict[str, str | None] = {name: stranger(scene.table.column(name)) for name in names}
    results = tuple((str(known[name]), str(unknown[name])) for name in names)
    fresh = scene.fresh(Side.A, number=3)
    yield scene.insert({**fresh, **known}), scene.insert({**fresh, **unknown}), results
    update = "UPDATE {t} SET {values} WHERE {row}"
    row = scene.key_of(mine)
    yield (
        scene.sql(update, values=scene.assign(known), row=row),
        scene.sql(update, values=scene.assign(unknown), row=row),
        results,
    )
