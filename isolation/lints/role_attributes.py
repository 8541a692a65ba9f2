"""A role of requests for whom policies do not hold, or who can make them not to."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="role_attributes",
    level=Level.ERROR,
    title="A role of requests has an attribute that passes by policies",
    why="Superusers and BYPASSRLS roles are exempt from every policy; REPLICATION reads the whole cluster "
    "from its log; CREATEROLE makes itself a member of others.",
    fix="Take the attribute away.",
    sql="""
    SELECT quote_ident(r.rolname), string_agg(x.attribute, ', ' ORDER BY x.attribute),
           format('ALTER ROLE %I %s', r.rolname, string_agg('NO' || x.attribute, ' ' ORDER BY x.attribute))
      FROM pg_roles r JOIN audited_role a ON a.role = r.oid AND a.name = a.given
     CROSS JOIN LATERAL (VALUES ('SUPERUSER', r.rolsuper), ('BYPASSRLS', r.rolbypassrls),
                                ('REPLICATION', r.rolreplication), ('CREATEROLE', r.rolcreaterole)
                        ) AS x(attribute, has)
     WHERE x.has
     GROUP BY r.rolname
    """,
)
