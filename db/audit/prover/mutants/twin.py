"""A twin of a role: the same rights on one scratch copy, so that the role itself is never touched.

Roles belong to the whole server: a mutant that made the real one a superuser would open every
database on it for as long as the mutant lives.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from db.audit.prover.reading import Connection
from db.audit.prover.sqltext import fill, ident

# NOLOGIN: the prover becomes it by a superuser's SET SESSION AUTHORIZATION, and nobody else can.
_CREATE = """
SELECT format('CREATE ROLE %I NOLOGIN %s %s %s', $2::text,
              CASE WHEN rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END,
              CASE WHEN rolbypassrls THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END,
              CASE WHEN rolsuper THEN 'SUPERUSER' ELSE 'NOSUPERUSER' END)
  FROM pg_roles WHERE rolname = $1
"""
_GRANTS = """
SELECT format('GRANT %s ON %s TO %I', g.privilege_type, g.what, $2::text) FROM (
    SELECT a.privilege_type, 'SCHEMA ' || quote_ident(n.nspname) AS what, a.grantee
      FROM pg_namespace n, aclexplode(n.nspacl) a
    UNION ALL
    SELECT a.privilege_type, CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::regclass,
           a.grantee
      FROM pg_class c, aclexplode(c.relacl) a
    UNION ALL
    SELECT format('%s (%I)', a.privilege_type, t.attname), 'TABLE ' || t.attrelid::regclass, a.grantee
      FROM pg_attribute t, aclexplode(t.attacl) a
    UNION ALL
    SELECT a.privilege_type, CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END
           || p.oid::regprocedure, a.grantee
      FROM pg_proc p, aclexplode(p.proacl) a
    UNION ALL
    SELECT a.privilege_type, 'DATABASE ' || quote_ident(d.datname), a.grantee
      FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = current_database()
) AS g WHERE g.grantee = (SELECT oid FROM pg_roles WHERE rolname = $1)
"""
_POLICIES = """
SELECT format('ALTER POLICY %I ON %s TO %s', p.polname, p.polrelid::regclass,
              (SELECT string_agg(CASE WHEN pg_get_userbyid(r) = $1 THEN quote_ident($2)
                                      ELSE quote_ident(pg_get_userbyid(r)) END, ', ')
                 FROM unnest(p.polroles) r))
  FROM pg_policy p WHERE (SELECT oid FROM pg_roles WHERE rolname = $1) = ANY (p.polroles)
"""


@dataclass(frozen=True, slots=True)
class Twin:
    """A role that is named, and the one it is a twin of."""

    name: str
    of: str


@asynccontextmanager
async def twin_of(role: str, connection: Connection) -> AsyncIterator[Twin]:
    """Make the twin and drop it afterwards; until then nothing outside scratch copies may be its own."""
    twin = Twin(f"prove_twin_{secrets.token_hex(4)}", role)
    await connection.execute(await connection.fetchval(_CREATE, role, twin.name))
    try:
        yield twin
    finally:
        await connection.execute(fill("DROP ROLE {twin}", twin=ident(twin.name)))


async def put_in_place(twin: Twin, connection: Connection) -> None:
    """Give the twin the role's rights in this copy, and the role's place in the policies."""
    for question in (_GRANTS, _POLICIES):
        for row in await connection.fetch(question, twin.of, twin.name):
            await connection.execute(row[0])
