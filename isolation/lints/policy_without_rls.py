"""Policies that look like protection, and are not in force."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="policy_without_rls",
    level=Level.ERROR,
    title="Policies on a table whose row-level security is off",
    why="PostgreSQL ignores the policies of a table until its row-level security is enabled. Whoever lists "
    "the policies believes that the table is protected.",
    fix="Enable row-level security, or drop the policies if the table holds nothing of a tenant.",
    sql="""
    SELECT r.name, 'ignored: ' || string_agg(p.polname, ', ' ORDER BY p.polname),
           format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', r.name)
      FROM policy p JOIN relation r ON r.oid = p.table_oid
     WHERE NOT r.relrowsecurity
     GROUP BY r.name
    """,
)
