"""A partition that can be asked directly, past its parent's policies."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="partition_reachable",
    level=Level.WARNING,
    title="A partition is reachable directly",
    why="The policies of a parent hold for statements that name the parent. A statement that names the "
    "partition is held by the partition's own policies, and nobody keeps those the same.",
    fix="Grant rights on the parent only.",
    sql="""
    SELECT t.name, a.by, coalesce(v.sql, '')
      FROM tenant_table t JOIN reached a ON a.oid = t.oid LEFT JOIN revocation v ON v.oid = t.oid
     WHERE EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = t.oid)
    """,
)
