"""A table in which a tenant's rows are found by reading everybody's."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="index_missing",
    level=Level.INFO,
    title="No index starts with the tenant column",
    why="Each query reads the rows of every tenant to find those of one: slower with each tenant, and its "
    "time tells how much the others have.",
    fix="Start the primary key or an index with the tenant column.",
    sql="""
    SELECT t.name, format('no index starts with %I', asked.tenant_column),
           format('CREATE INDEX ON %s (%I)', t.name, asked.tenant_column)
      FROM asked CROSS JOIN tenant_table t JOIN exposed e ON e.oid = t.oid
     WHERE NOT EXISTS (SELECT FROM pg_index i
                        WHERE i.indrelid = t.oid AND i.indkey[0] = t.key AND i.indisvalid
                          AND i.indpred IS NULL)
    """,
)
