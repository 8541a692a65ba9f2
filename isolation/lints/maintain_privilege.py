"""A right to lock, rewrite and refresh what every tenant uses."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="maintain_privilege",
    level=Level.WARNING,
    title="MAINTAIN is granted",
    why="From PostgreSQL 17 on MAINTAIN lets a role vacuum, cluster, reindex and analyze a table, refresh a "
    "materialized view, and take any lock: policies do not hold for these, and one tenant stops all others. "
    "pg_maintain has the right on every table.",
    fix="Revoke it; only the owner of the schema maintains tables.",
    # Read from what is granted: before 17 has_table_privilege() refuses the word.
    sql="""
    SELECT name, 'granted to ' || string_agg(DISTINCT grantee, ', '),
           format('REVOKE MAINTAIN ON %s FROM %s', name, string_agg(DISTINCT grantee, ', '))
      FROM table_grant
     WHERE privilege = 'MAINTAIN'
     GROUP BY name
    UNION ALL
    SELECT quote_ident(a.given), 'is a member of pg_maintain, which has it on every table', a.revocation
      FROM joined_role a
     WHERE a.name = 'pg_maintain'
    """,
)
