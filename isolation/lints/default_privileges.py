"""Rights on tables that do not exist yet."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="default_privileges",
    level=Level.WARNING,
    title="New objects are granted by default",
    why="A table made tomorrow is reachable before anybody gave it policies. A table should be out of reach "
    "until its migration grants it.",
    fix="Revoke the default privileges; grant each table where it is made and guarded.",
    # Two defaults that PostgreSQL has anyway are left out: EXECUTE on functions, USAGE on types, to PUBLIC.
    sql="""
    SELECT format('default privileges of %s%s on %s', d.owner, d.place, k.kind),
           format('%s to %s', string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type), g.name),
           format('ALTER DEFAULT PRIVILEGES FOR ROLE %s%s REVOKE %s ON %s FROM %s', d.owner, d.place,
                  string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type), k.kind, g.name)
      FROM (SELECT a.*, quote_ident(pg_get_userbyid(a.defaclrole)) AS owner,
                   coalesce(' IN SCHEMA ' || quote_ident(s.nspname), '') AS place
              FROM pg_default_acl a LEFT JOIN pg_namespace s ON s.oid = a.defaclnamespace) AS d
      JOIN (VALUES ('r', 'TABLES'), ('S', 'SEQUENCES'), ('f', 'FUNCTIONS'), ('T', 'TYPES'), ('n', 'SCHEMAS'))
        AS k(letter, kind) ON k.letter = d.defaclobjtype::text
     CROSS JOIN aclexplode(d.defaclacl) AS x
      JOIN grantee g ON g.role = x.grantee
     WHERE x.grantee <> d.defaclrole
       AND NOT (x.grantee = 0 AND d.defaclnamespace = 0 AND d.defaclobjtype IN ('f', 'T'))
     GROUP BY d.owner, d.place, k.kind, g.name
    """,
)
