"""Calling every function that the role may call, with what an attacker of A would have at hand."""

import itertools
from collections.abc import Iterator

from isolation.prover.attempts.attempt import Attempt
from isolation.prover.catalogue.model import Function
from isolation.prover.catalogue.sqltext import fill, literal
from isolation.prover.probes.probe import Aim, Needs, Probe
from isolation.prover.probes.scene import Scene
from isolation.prover.seeding.seeds import Side

#: Calls of one function: all combinations of the guesses, as long as they are few.
MOST_CALLS = 80
_PLAIN = {
    "text": "1",
    "character varying": "1",
    "integer": "1",
    "bigint": "1",
    "numeric": "1",
    "boolean": "true",
    "date": "2031-01-01",
    "jsonb": "{}",
    "json": "{}",
}


def _attempts(scene: Scene) -> Iterator[Attempt]:
    if not scene.function.callable:
        return
    after = tuple(_became_b(scene))
    for arguments in itertools.islice(_arguments(scene), MOST_CALLS):
        yield Attempt(_call(scene.function, arguments), after=after, foreign=True)


def _arguments(scene: Scene) -> Iterator[tuple[str, ...]]:
    """The guesses for every argument, then with defaults left out from the end."""
    types = scene.function.arguments
    for count in range(len(types), len(types) - scene.function.defaults - 1, -1):
        yield from itertools.product(*(tuple(_guesses(scene, item)) for item in types[:count]))


def _guesses(scene: Scene, type_name: str) -> Iterator[str]:
    """A's own values, the tenant that B is, B's first keys, something plain, and nothing.

    Not the value by which B's person is known: who calls is checked before the database is asked.
    """
    plain = _PLAIN.get(type_name)
    for value in dict.fromkeys((*_tenants(scene, type_name), *_keys(scene, type_name), plain, None)):
        yield literal(value, type_name)


def _tenants(scene: Scene, type_name: str) -> Iterator[str]:
    stage = scene.stage
    types = {table.column(name).type for table in stage.tables for name in _naming(scene) if table.has(name)}
    if type_name in types:
        yield from (value for value in stage.context(Side.A).settings.values() if not value.startswith("{"))
        theirs = stage.tenant(Side.B)
        yield from () if theirs is None else (theirs,)


def _keys(scene: Scene, type_name: str) -> Iterator[str]:
    """One key of B's that has the type and is no name of a tenant or a person."""
    naming = _naming(scene)
    for table in scene.stage.tables:
        row = scene.stage.seeds.row(table.label, Side.B)
        # In the order of the keys, so that a script is the same whenever it is written.
        for name in dict.fromkeys(name for key in table.keys for name in key.columns if name not in naming):
            value = row[name] if row is not None else None
            if (
                value is not None
                and table.column(name).type == type_name
                and table.label != scene.stage.owned.root
            ):
                yield value
                return


def _naming(scene: Scene) -> set[str]:
    """The columns by which tenants and people are known."""
    return {variable.column for variable in scene.stage.owned.variables} | {scene.stage.scope.tenant_column}


def _became_b(scene: Scene) -> Iterator[str]:
    """A question that finds a row when the call left B's context behind."""
    theirs = scene.stage.context(Side.B).settings
    for name, value in theirs.items():
        yield fill(
            "SELECT 'the context is B''s' WHERE current_setting({name}, true) = {value}",
            name=literal(name),
            value=literal(value),
        )


def _call(function: Function, arguments: tuple[str, ...]) -> str:
    template = "CALL {name}({arguments})" if function.kind == "p" else "SELECT * FROM {name}({arguments})"
    return fill(template, name=function.sql, arguments=", ".join(arguments))


PROBE = Probe(
    "call",
    "A function shows, changes or opens B's rows to A.",
    _attempts,
    Aim.FUNCTION,
    Needs.NOTHING,
    as_tenant_only=True,
)
