"""A right to run code in everybody's statements."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="trigger_privilege",
    level=Level.WARNING,
    title="TRIGGER is granted",
    why="A trigger runs in the statements of whoever writes to the table, whichever tenant they act for.",
    fix="Revoke it; only the owner of the schema makes triggers.",
    sql="""
    SELECT name, 'granted to ' || string_agg(DISTINCT grantee, ', '),
           format('REVOKE TRIGGER ON %s FROM %s', name, string_agg(DISTINCT grantee, ', '))
      FROM table_grant
     WHERE privilege = 'TRIGGER'
     GROUP BY name
    """,
)
