"""A table among the tenants' tables that requests have no right on."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="unreachable_table",
    level=Level.INFO,
    title="A table is out of reach",
    why="It lies in a schema of tenants' tables, and none of the roles audited has a right on it: safe, or a "
    "migration that forgot to guard and grant it.",
    fix="Nothing, if requests have no business there; otherwise guard it.",
    sql="""
    SELECT r.name, 'no role audited has a right on it', ''
      FROM relation r
     WHERE r.relkind IN ('r', 'p') AND r.oid NOT IN (SELECT oid FROM exposed)
       AND r.relnamespace IN (SELECT o.relnamespace FROM relation o JOIN isolated_table i ON i.oid = o.oid)
       AND ('pg_class'::regclass, r.oid) NOT IN (SELECT classid, objid FROM extension_member)
    """,
)
