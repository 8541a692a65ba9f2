"""A right that empties a table for every tenant at once."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="truncate_privilege",
    level=Level.ERROR,
    title="TRUNCATE is granted",
    why="Policies do not hold for TRUNCATE: it removes the rows of every tenant.",
    fix="Revoke it; DELETE is held by the policies.",
    sql="""
    SELECT name, 'granted to ' || string_agg(DISTINCT grantee, ', '),
           format('REVOKE TRUNCATE ON %s FROM %s', name, string_agg(DISTINCT grantee, ', '))
      FROM table_grant
     WHERE privilege = 'TRUNCATE'
     GROUP BY name
    """,
)
