"""A table that requests write to, and that nobody can tell the tenants of apart."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="tenantless_table",
    level=Level.WARNING,
    title="A table without the tenant column can be written to",
    why="What one tenant's request writes there, another's reads: the rows name no tenant, so that no policy "
    "could hold them.",
    fix="Add the tenant column and guard the table, or leave requests no more than SELECT.",
    sql="""
    SELECT r.name, a.by, ''
      FROM relation r JOIN reached a ON a.oid = r.oid
     WHERE r.relkind IN ('r', 'p') AND NOT r.relrowsecurity AND a.writes
       AND r.oid NOT IN (SELECT oid FROM isolated_table)
    """,
)
