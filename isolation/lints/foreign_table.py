"""A table of another server, where our policies do not hold."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="foreign_table",
    level=Level.ERROR,
    title="A foreign table is reachable",
    why="PostgreSQL has no row-level security for foreign tables, and the other server knows nothing of the "
    "tenant in the context.",
    fix="Revoke the rights on it.",
    sql="""
    SELECT r.name, a.by, coalesce(v.sql, '')
      FROM relation r JOIN reached a ON a.oid = r.oid LEFT JOIN revocation v ON v.oid = r.oid
     WHERE r.relkind = 'f'
    """,
)
