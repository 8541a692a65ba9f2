"""Gathers the mutants of a database from its catalogue."""

from collections.abc import Iterator, Mapping

from isolation.prover.catalogue.model import Catalogue
from isolation.prover.catalogue.reading import Rights
from isolation.prover.mutants.mutant import Mutant
from isolation.prover.mutants.objects import (
    database_mutants,
    existing_view_mutants,
    function_mutants,
    role_mutants,
)
from isolation.prover.mutants.policies import policy_mutants
from isolation.prover.mutants.tables import grant_mutants, key_mutants, protection_mutants, view_mutants
from isolation.prover.seeding.seeds import Side
from isolation.prover.seeding.stage import Stage


def mutants(stage: Stage, rights: Mapping[tuple[str, str], Rights]) -> Iterator[Mutant]:
    """Every mutant that the catalogue gives rise to."""
    yield from _of_tables(stage, rights)
    yield from _of_the_rest(stage, stage.catalogue)


def _of_tables(stage: Stage, rights: Mapping[tuple[str, str], Rights]) -> Iterator[Mutant]:
    scope = stage.scope
    for table in stage.tables:
        if not any(rights.get((role, table.label), Rights()) != Rights() for role in scope.roles):
            continue
        yield from protection_mutants(table)
        for policy in table.policies:
            if set(policy.roles) & {*scope.roles, "public"}:
                yield from policy_mutants(table, policy, scope)
        yield from key_mutants(table, scope.tenant_column, stage.catalogue)
        for role in scope.roles:
            yield from grant_mutants(table, role, rights)


def _of_the_rest(stage: Stage, catalogue: Catalogue) -> Iterator[Mutant]:
    writer, tenant = stage.scope.roles[0], stage.tenant(Side.B)
    # What looks at one table from outside is the same for every other.
    yield from view_mutants(stage.tables[0], writer)
    for function in catalogue.functions:
        if function.callable:
            yield from function_mutants(function)
    for view in catalogue.views:
        yield from existing_view_mutants(view)
    for role in stage.scope.roles:
        yield from database_mutants(role, stage.tables, stage.scope, tenant or "")
    owners = dict.fromkeys(table.owner for table in stage.tables if table.owner not in stage.scope.roles)
    yield from role_mutants(writer, owners, stage.tables[0])
