"""A right that asks, by foreign key, whether another tenant's row exists."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="references_privilege",
    level=Level.WARNING,
    title="REFERENCES is granted",
    why="A foreign key is checked past the policies: who can make one can ask whether a "
    "row exists, whichever tenant's it is.",
    fix="Revoke it; only the owner of the schema makes foreign keys.",
    sql="""
    SELECT name, 'granted to ' || string_agg(DISTINCT grantee, ', '),
           format('REVOKE REFERENCES ON %s FROM %s', name, string_agg(DISTINCT grantee, ', '))
      FROM table_grant
     WHERE privilege = 'REFERENCES'
     GROUP BY name
    """,
)
