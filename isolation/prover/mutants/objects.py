"""Mutants of functions, views, schemas and the database itself."""

from collections.abc import Iterable, Iterator

from isolation.prover.attack import SESSION
from isolation.prover.catalogue.model import Function, Relation
from isolation.prover.catalogue.sqltext import fill, ident, literal
from isolation.prover.mutants.mutant import Mutant
from isolation.scope import Scope


def function_mutants(function: Function) -> Iterator[Mutant]:
    """A function with the rights of its owner, or of a superuser, or with names that others can plant."""
    attack = frozenset({function.label})
    kind = "PROCEDURE" if function.kind == "p" else "FUNCTION"
    alter = fill(
        "ALTER {kind} {name}({arguments})",
        kind=kind,
        name=function.sql,
        arguments=", ".join(function.arguments),
    )
    definer, owner = f"{alter} SECURITY DEFINER", f"{alter} OWNER TO CURRENT_USER"
    if not function.definer:
        yield Mutant("security definer", function.label, (definer,), attack)
        yield Mutant("security definer of a superuser", function.label, (owner, definer), attack)
        yield Mutant(
            "security definer, open search path", function.label, (definer, f"{alter} RESET ALL"), attack
        )
    if kind == "FUNCTION":
        yield Mutant("leakproof", function.label, (f"{alter} LEAKPROOF",), attack)


def existing_view_mutants(view: Relation) -> Iterator[Mutant]:
    """A view that looks with its owner's eyes, and with a superuser's."""
    if view.kind == "v":
        reset = fill("ALTER VIEW {view} RESET (security_invoker)", view=view.sql)
        owner = fill("ALTER VIEW {view} OWNER TO CURRENT_USER", view=view.sql)
        yield Mutant("not security_invoker", view.label, (reset, owner), frozenset({view.label}))


def database_mutants(role: str, tables: tuple[Relation, ...], scope: Scope, tenant: str) -> Iterator[Mutant]:
    """Rights on the database and its schemas, and a tenant set for everybody."""
    attack, who = frozenset({SESSION, tables[0].label}), ident(role)
    do = "DO $do$ BEGIN EXECUTE format('{statement}', current_database()); END $do$"
    for right in ("TEMPORARY", "CREATE"):
        statement = fill(do, statement=f"GRANT {right} ON DATABASE %I TO {who}")
        yield Mutant(f"{right} on the database for {role}", "(database)", (statement,), attack, (role,))
    for schema in dict.fromkeys(table.schema for table in tables):
        statement = fill("GRANT CREATE ON SCHEMA {schema} TO {role}", schema=ident(schema), role=who)
        yield Mutant(f"CREATE on the schema for {role}", schema, (statement,), attack, (role,))
    value = literal(tenant).replace("'", "''")
    preset = fill(do, statement=f"ALTER DATABASE %I SET {scope.tenant_variable} = {value}")
    yield Mutant(
        f"the tenant preset for every session of {role}",
        "(database)",
        (preset,),
        attack,
        (role,),
        at_login=True,
    )


def role_mutants(role: str, others: Iterable[str], table: Relation) -> Iterator[Mutant]:
    """What a role must not be, and whose member it must not be."""
    attack = frozenset({SESSION, table.label})
    for attribute in ("BYPASSRLS", "SUPERUSER", "CREATEROLE"):
        statement = fill("ALTER ROLE {role} {attribute}", role=ident(role), attribute=attribute)
        yield Mutant(attribute, role, (statement,), attack, (role,))
    for other in (*others, "pg_read_all_data", "pg_execute_server_program"):
        statement = fill("GRANT {other} TO {role}", other=ident(other), role=ident(role))
        yield Mutant(f"member of {other}", role, (statement,), attack, (role,))
