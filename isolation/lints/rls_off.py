"""A table of tenants' rows that requests reach, and no policy holds."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="rls_off",
    level=Level.ERROR,
    title="Row-level security is off",
    why="The roles audited have rights on a table of tenants' rows, and no policy is in force there: each "
    "request sees every tenant.",
    fix="Enable row-level security, force it, and give the table the tenant policy; or take the rights away.",
    sql="""
    SELECT t.name, 'reachable: ' || a.by, format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t.name)
      FROM isolated_table t JOIN relation r ON r.oid = t.oid JOIN reached a ON a.oid = t.oid
     WHERE NOT r.relrowsecurity
    """,
)
