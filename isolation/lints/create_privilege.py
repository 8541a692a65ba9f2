"""A right to make tables, functions or schemas on the request path."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="create_privilege",
    level=Level.WARNING,
    title="CREATE is granted on a schema or the database",
    why="Who can create owns what they created: a table without policies, a function or an operator whose "
    "name hides the one that a policy or a query meant.",
    fix="Revoke it; only the owner of the schema creates.",
    sql="""
    SELECT o.kind || o.shown, 'granted to ' || string_agg(g.name, ', ' ORDER BY g.name),
           format('REVOKE CREATE ON %s%I FROM %s', o.kind, o.name, string_agg(g.name, ', '))
      FROM (SELECT 'SCHEMA ', quote_ident(nspname), nspname, nspacl, nspowner FROM user_schema
            UNION ALL
            SELECT 'DATABASE ', '', datname, datacl, datdba FROM pg_database
             WHERE datname = current_database()) AS o(kind, shown, name, acl, owner)
     CROSS JOIN aclexplode(o.acl) AS x JOIN grantee g ON g.role = x.grantee
     WHERE x.privilege_type = 'CREATE' AND x.grantee <> o.owner
     GROUP BY o.kind, o.shown, o.name
    """,
)
