"""Mutants of policies: widened, opened when nothing is set, turned to another variable or role, doubled."""

import re
from collections.abc import Iterator

from isolation.prover.catalogue.model import Policy, Relation
from isolation.prover.catalogue.sqltext import fill, ident, idents
from isolation.prover.mutants.mutant import Mutant
from isolation.scope import Scope

_NULLIF = re.compile(r"NULLIF\((current_setting\('[^']+'::text, true\)), ''::text\)")
_SETTING = re.compile(r"current_setting\('([^']+)'::text, true\)")

_CLOSED = "an empty variable then raises an error instead of finding nothing: still no row is reached"
_SAME_CHECK = "without a WITH CHECK the server takes USING for it"
_STILL_COMPARED = (
    "whoever else has a right on the table gets rows of the tenant that it acts for, and of no other"
)


def policy_mutants(table: Relation, policy: Policy, scope: Scope) -> Iterator[Mutant]:
    """All mutants of one policy of a role that requests come in with."""
    expression = policy.using or policy.check or "true"
    for name, text in _expressions(expression):
        equivalent = _CLOSED if name == "drops nullif" else ""
        yield _mutant(table, policy, name, (_altered(table, policy, text),), equivalent)
    if policy.command in ("ALL", "INSERT", "UPDATE"):
        alter = fill("ALTER POLICY {p} ON {t} WITH CHECK (true)", p=ident(policy.name), t=table.sql)
        yield _mutant(table, policy, "checks nothing", (alter,))
    yield from _rewritten(table, policy, expression)
    yield from _turned(table, policy, scope)


def _expressions(expression: str) -> Iterator[tuple[str, str]]:
    yield "true for every row", "true"
    yield "true for every other row", f"NOT ({expression})"
    for variable in dict.fromkeys(_SETTING.findall(expression)):
        setting = f"current_setting('{variable}', true)"
        yield "open when nothing is set", f"({expression}) OR {setting} IS NULL"
        yield "open when emptied", f"({expression}) OR coalesce({setting}, '') = ''"
        yield "opened by another variable", f"({expression}) OR current_setting('app.bypass', true) IS NULL"
        yield "another variable", expression.replace(f"'{variable}'", "'app.another'")
    if _NULLIF.search(expression):
        yield "drops nullif", _NULLIF.sub(r"\1", expression)


def _rewritten(table: Relation, policy: Policy, expression: str) -> Iterator[Mutant]:
    drop = fill("DROP POLICY {p} ON {t}", p=ident(policy.name), t=table.sql)
    yield _mutant(table, policy, "dropped", (drop,))
    if policy.command != "ALL":
        return
    whole = _create(table, policy, "ALL", using=expression)
    yield _mutant(table, policy, "without a check", (drop, whole), _SAME_CHECK)
    # What guards reading does not guard a blind UPDATE or DELETE.
    reading = _create(table, policy, "SELECT", using=expression)
    yield _mutant(
        table,
        policy,
        "guards reading only",
        (
            drop,
            reading,
            _create(table, policy, "UPDATE", using="true", check="true", suffix="_w"),
            _create(table, policy, "DELETE", using="true", suffix="_d"),
            _create(table, policy, "INSERT", check="true", suffix="_i"),
        ),
    )


def _turned(table: Relation, policy: Policy, scope: Scope) -> Iterator[Mutant]:
    name, t = ident(policy.name), table.sql
    alter = "ALTER POLICY {p} ON {t} TO {roles}"
    everybody = (fill(alter, p=name, t=t, roles="PUBLIC"),)
    yield _mutant(table, policy, "for everybody", everybody, _STILL_COMPARED, everybody=True)
    for other in scope.roles:
        if other not in policy.roles and "public" not in policy.roles:
            statements = (fill(alter, p=name, t=t, roles=ident(other)),)
            yield _mutant(table, policy, f"for {other}", statements, everybody=True)
    for command in ("SELECT", "INSERT", "UPDATE", "DELETE"):
        if policy.command in (command, "ALL"):
            using = None if command == "INSERT" else "true"
            check = "true" if command in ("INSERT", "UPDATE") else None
            extra = _create(table, policy, command, using=using, check=check, suffix="_extra")
            yield _mutant(table, policy, f"joined by another for {command}", (extra,))


def _altered(table: Relation, policy: Policy, text: str) -> str:
    both = "" if policy.using is None else f" USING ({text})"
    if policy.check is not None:
        both += f" WITH CHECK ({text})"
    return fill("ALTER POLICY {p} ON {t}{both}", p=ident(policy.name), t=table.sql, both=both)


def _create(
    table: Relation,
    policy: Policy,
    command: str,
    *,
    using: str | None = None,
    check: str | None = None,
    suffix: str = "",
) -> str:
    roles = "PUBLIC" if "public" in policy.roles else idents(policy.roles)
    return fill(
        "CREATE POLICY {name} ON {t} FOR {command} TO {roles}{using}{check}",
        name=ident(policy.name + suffix),
        t=table.sql,
        command=command,
        roles=roles,
        using="" if using is None else f" USING ({using})",
        check="" if check is None else f" WITH CHECK ({check})",
    )


def _mutant(
    table: Relation,
    policy: Policy,
    name: str,
    statements: tuple[str, ...],
    equivalent: str = "",
    *,
    everybody: bool = False,
) -> Mutant:
    roles = () if everybody or "public" in policy.roles else policy.roles
    attacked = frozenset({table.label})
    return Mutant(f"policy {policy.name}: {name}", table.label, statements, attacked, roles, equivalent)
