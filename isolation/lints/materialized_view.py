"""A stored copy of rows that no policy can hold."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="materialized_view",
    level=Level.ERROR,
    title="A materialized view is reachable",
    why="It stores what its owner saw when it was refreshed, and PostgreSQL has no row-level security for "
    "materialized views: every tenant reads the whole copy.",
    fix="Revoke the rights on it; use a table with policies that a job fills for each tenant.",
    sql="""
    SELECT r.name, a.by, coalesce(v.sql, '')
      FROM relation r JOIN reached a ON a.oid = r.oid LEFT JOIN revocation v ON v.oid = r.oid
     WHERE r.relkind = 'm'
    """,
)
