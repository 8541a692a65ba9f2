"""Mutants of tables: their protection, their keys, their tenant column, and who may do what with them."""

from collections.abc import Iterator, Mapping

from isolation.prover.catalogue.model import Catalogue, Relation
from isolation.prover.catalogue.reading import Rights
from isolation.prover.catalogue.sqltext import fill, ident, idents
from isolation.prover.mutants.mutant import Mutant

_OWN_ROWS = "the role may then do that to rows of the tenant it acts for, and to no others"


def protection_mutants(table: Relation) -> Iterator[Mutant]:
    """Row-level security off, or not for the owner."""
    for name, change in (
        ("row-level security off", "DISABLE ROW LEVEL SECURITY"),
        ("not forced", "NO FORCE ROW LEVEL SECURITY"),
    ):
        yield _mutant(table, name, fill("ALTER TABLE {t} {change}", t=table.sql, change=change))


def key_mutants(table: Relation, tenant: str, catalogue: Catalogue) -> Iterator[Mutant]:
    """Keys that leave the tenant out, and a tenant column that may be null."""
    for key in table.keys:
        rest = tuple(name for name in key.columns if name != tenant)
        if tenant in key.columns and rest and (key.primary or len(rest) > 1):
            columns = idents(rest)
            statement = fill("CREATE UNIQUE INDEX without_tenant ON {t} ({c})", t=table.sql, c=columns)
            yield _mutant(table, f"key {key.name} without the tenant", statement)
    for foreign in table.foreign_keys:
        pairs = [
            pair for pair in zip(foreign.columns, foreign.target_columns, strict=True) if pair[0] != tenant
        ]
        if tenant in foreign.columns and pairs:
            target = catalogue.relation(foreign.target)
            to, own = idents(pair[1] for pair in pairs), idents(pair[0] for pair in pairs)
            unique = fill("ALTER TABLE {t} ADD UNIQUE ({to})", t=target.sql, to=to)
            refers = fill(
                "ALTER TABLE {t} ADD CONSTRAINT loose FOREIGN KEY ({own}) REFERENCES {target} ({to})",
                t=table.sql,
                own=own,
                target=target.sql,
                to=to,
            )
            drop = fill("ALTER TABLE {t} DROP CONSTRAINT {key}", t=table.sql, key=ident(foreign.name))
            yield _mutant(table, f"foreign key {foreign.name} without the tenant", unique, drop, refers)
    if table.has(tenant) and not table.column(tenant).nullable:
        yield _mutant(table, "tenant column nullable", *_nullable(table, tenant))


def _nullable(table: Relation, tenant: str) -> Iterator[str]:
    for key in table.keys:
        if key.primary and tenant in key.columns:
            yield fill("ALTER TABLE {t} DROP CONSTRAINT {key} CASCADE", t=table.sql, key=ident(key.name))
    yield fill("ALTER TABLE {t} ALTER COLUMN {c} DROP NOT NULL", t=table.sql, c=ident(tenant))


def grant_mutants(table: Relation, role: str, rights: Mapping[tuple[str, str], Rights]) -> Iterator[Mutant]:
    """Rights that a role of requests must not have, those that policies guard, and ownership."""
    grant = "GRANT {right} ON {t} TO {role}"
    for right in ("TRUNCATE", "REFERENCES", "TRIGGER"):
        yield _granted(table, role, right, fill(grant, right=right, t=table.sql, role=ident(role)))
    has = rights.get((role, table.label), Rights())
    missing = {"SELECT": not has.select, "INSERT": not has.insert, "DELETE": not has.delete}
    missing["UPDATE"] = len(has.update) < len(table.columns)
    for right, is_missing in missing.items():
        if is_missing:
            statement = fill(grant, right=right, t=table.sql, role=ident(role))
            yield _granted(table, role, right, statement, _OWN_ROWS)
    yield _granted(
        table, role, "ownership", fill("ALTER TABLE {t} OWNER TO {role}", t=table.sql, role=ident(role))
    )


def view_mutants(table: Relation, role: str) -> Iterator[Mutant]:
    """Views and a function that look at the table with a superuser's eyes."""
    schema = ident(table.schema)
    view, function = f"{table.schema}.mutant", f"{table.schema}.mutant()"
    seen = frozenset({table.label, view})
    create = "CREATE {kind} {schema}.mutant AS SELECT * FROM {t}"
    grant = fill("GRANT SELECT ON {schema}.mutant TO {role}", schema=schema, role=ident(role))
    for kind in ("VIEW", "MATERIALIZED VIEW"):
        statement = fill(create, kind=kind, schema=schema, t=table.sql)
        yield Mutant(f"a {kind.lower()} of it", table.label, (statement, grant), seen, (role,))
    count = fill("CREATE VIEW {schema}.mutant AS SELECT count(*) FROM {t}", schema=schema, t=table.sql)
    yield Mutant("a view that counts it", table.label, (count, grant), seen, (role,))
    body = fill(
        "CREATE FUNCTION {schema}.mutant() RETURNS SETOF {t} LANGUAGE sql SECURITY DEFINER "
        "AS 'SELECT * FROM {t}'",
        schema=schema,
        t=table.sql,
    )
    execute = fill("GRANT EXECUTE ON FUNCTION {schema}.mutant() TO {role}", schema=schema, role=ident(role))
    yield Mutant(
        "a function of it", table.label, (body, execute), frozenset({table.label, function}), (role,)
    )


def _mutant(table: Relation, name: str, *statements: str) -> Mutant:
    return Mutant(name, table.label, statements, frozenset({table.label}))


def _granted(table: Relation, role: str, right: str, statement: str, equivalent: str = "") -> Mutant:
    name = f"{right} for {role}"
    return Mutant(name, table.label, (statement,), frozenset({table.label}), (role,), equivalent)
