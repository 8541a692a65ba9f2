"""Tenants' rows that leave by replication."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="published_table",
    level=Level.WARNING,
    title="A tenant table is in a publication",
    why="Logical replication sends every tenant's rows to whoever subscribes; policies hold neither at the "
    "sender nor in the stream.",
    fix="Take the table out of the publication, or waive it with who receives it.",
    sql="""
    SELECT format('%s in %I', t.name, p.pubname), 'sends the rows of every tenant',
           CASE WHEN EXISTS (SELECT FROM pg_publication_rel x JOIN pg_publication y ON y.oid = x.prpubid
                              WHERE x.prrelid = t.oid AND y.pubname = p.pubname)
                THEN format('ALTER PUBLICATION %I DROP TABLE %s', p.pubname, t.name) ELSE '' END
      FROM pg_publication_tables p
      JOIN tenant_table t ON t.name = format('%I.%I', p.schemaname, p.tablename)
    """,
)
