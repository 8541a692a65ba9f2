"""Rows that may belong to nobody."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="tenant_column_nullable",
    level=Level.WARNING,
    title="The tenant column may be null",
    why="A row without a tenant is seen by none, is counted by no one, and slips through unique and foreign "
    "keys, in which a null matches nothing.",
    fix="Find whose the rows are, and set the column NOT NULL.",
    sql="""
    SELECT t.name, format('%I may be null', asked.tenant_column),
           format('ALTER TABLE %s ALTER COLUMN %I SET NOT NULL', t.name, asked.tenant_column)
      FROM asked CROSS JOIN tenant_table t JOIN exposed e ON e.oid = t.oid
     WHERE NOT t.attnotnull
    """,
)
