"""A table that every tenant reads: reference data, if it is meant."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="shared_table",
    level=Level.INFO,
    title="A table is read by every tenant",
    why="It has no tenant column and no policies, and requests may only read it: reference data such as "
    "currencies. The catalogue cannot tell whether its rows belong to tenants under another column's name.",
    fix="Nothing, if it is reference data; otherwise add the tenant column and guard it.",
    sql="""
    SELECT r.name, a.by, ''
      FROM relation r JOIN reached a ON a.oid = r.oid
     WHERE r.relkind IN ('r', 'p') AND NOT r.relrowsecurity AND NOT a.writes
       AND r.oid NOT IN (SELECT oid FROM isolated_table)
    """,
)
