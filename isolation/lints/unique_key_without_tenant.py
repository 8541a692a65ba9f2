"""A key that tells one tenant what another has."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="unique_key_without_tenant",
    level=Level.WARNING,
    title="A unique key is without the tenant column",
    why="Keys are checked past the policies: an insert that fails for a duplicate tells that another tenant "
    "has a row with that value, and keeps this tenant from having it.",
    fix="Make the key (tenant column, ...): unique within a tenant.",
    sql="""
    SELECT format('%s: %s', t.name, c.relname), pg_get_indexdef(i.indexrelid), ''
      FROM tenant_table t JOIN exposed e ON e.oid = t.oid
      JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
     WHERE (i.indisunique OR i.indisexclusion)
       AND NOT t.key = ANY ((i.indkey::smallint[])[0:i.indnkeyatts - 1])
    """,
)
