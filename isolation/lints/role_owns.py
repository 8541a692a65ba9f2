"""A role of requests that owns what it should only use."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="role_owns",
    level=Level.ERROR,
    title="A role of requests owns something",
    why="An owner changes policies, switches row-level security off and grants rights to others: forced "
    "row-level security holds an owner's queries, not their ALTER TABLE.",
    fix="Let a role own tables, schemas and functions that no request comes in with.",
    sql="""
    SELECT o.name, format('owned by %s', a.given), ''
      FROM audited_role a
      JOIN (SELECT 'table ' || name, relowner FROM relation
            UNION ALL SELECT format('schema %I', nspname), nspowner FROM user_schema
            UNION ALL SELECT 'function ' || name, proowner FROM routine
            UNION ALL SELECT 'database', datdba FROM pg_database WHERE datname = current_database()
           ) AS o(name, owner) ON o.owner = a.role
     WHERE a.name = a.given
    """,
)
