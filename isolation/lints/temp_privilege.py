"""A right to make temporary tables, and with them names that hide others."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="temp_privilege",
    level=Level.WARNING,
    title="TEMPORARY is granted on the database",
    why="Temporary tables outlive the transaction on a pooled connection, where the next tenant finds them, "
    "and their names come before those of real tables. PUBLIC has the right unless it is revoked.",
    fix="Revoke it; queries that need an intermediate result can use WITH.",
    sql="""
    SELECT 'database', 'granted to ' || string_agg(g.name, ', ' ORDER BY g.name),
           format('REVOKE TEMPORARY ON DATABASE %I FROM %s', d.datname, string_agg(g.name, ', '))
      FROM pg_database d CROSS JOIN aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS x
      JOIN grantee g ON g.role = x.grantee
     WHERE d.datname = current_database() AND x.privilege_type = 'TEMPORARY' AND x.grantee <> d.datdba
     GROUP BY d.datname
    """,
)
