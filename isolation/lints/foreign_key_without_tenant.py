"""A reference that may cross from one tenant to another."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="foreign_key_without_tenant",
    level=Level.WARNING,
    title="A foreign key is without the tenant column",
    why="Foreign keys are checked past the policies: a row of one tenant can point to another's, and whether "
    "the insert fails tells whether that row exists.",
    fix="Reference (tenant column, ...) by (tenant column, ...).",
    sql="""
    SELECT format('%s: %s', r.name, f.conname), pg_get_constraintdef(f.oid), ''
      FROM pg_constraint f
      JOIN exposed e ON e.oid = f.conrelid JOIN relation r ON r.oid = f.conrelid
      JOIN tenant_table target ON target.oid = f.confrelid
      LEFT JOIN tenant_table source ON source.oid = f.conrelid
     WHERE f.contype = 'f' AND f.conparentid = 0
       AND NOT EXISTS (SELECT FROM unnest(f.conkey, f.confkey) AS k(here, there)
                        WHERE k.here = source.key AND k.there = target.key)
    """,
)
