"""A counter that all tenants share, and that tells one how much the others do."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="shared_sequence",
    level=Level.WARNING,
    title="Requests read or advance a sequence",
    why="A sequence knows no tenants and no policies: from two numbers one tenant learns how many rows all "
    "others made in between, and setval() has them collide. An identity column needs no right on its "
    "sequence; whoever inserts a row is shown the next number.",
    fix="Take random keys, such as gen_random_uuid(), or let each tenant count in a row of its own.",
    sql="""
    SELECT q.name, concat_ws('; ', r.by, i.by), coalesce(v.sql, '')
      FROM (SELECT c.oid, c.relacl, c.relowner, format('%I.%I', s.nspname, c.relname) AS name
              FROM pg_class c JOIN user_schema s ON s.oid = c.relnamespace WHERE c.relkind = 'S') AS q
     CROSS JOIN LATERAL (
        SELECT string_agg(DISTINCT format('%s may %s', a.given, p.may), '; ')
          FROM audited_role a
         CROSS JOIN (VALUES ('SELECT', 'read it'), ('USAGE', 'advance it'), ('UPDATE', 'set it'))
            AS p(privilege, may)
         WHERE has_sequence_privilege(a.role, q.oid, p.privilege)) AS r(by)
     CROSS JOIN LATERAL (
        SELECT string_agg(DISTINCT format('%s may insert into %s', n.given, t.name), '; ')
          FROM pg_depend d
          JOIN relation t ON t.oid = d.refobjid
          JOIN reachable n ON n.oid = t.oid AND n.privilege = 'INSERT'
         WHERE d.classid = 'pg_class'::regclass AND d.objid = q.oid AND d.deptype = 'i'
           AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0) AS i(by)
      LEFT JOIN LATERAL (
        SELECT format('REVOKE ALL ON SEQUENCE %s FROM %s', q.name, string_agg(DISTINCT g.name, ', '))
          FROM aclexplode(q.relacl) AS x JOIN grantee g ON g.role = x.grantee
         WHERE x.grantee <> q.relowner
        HAVING count(*) > 0) AS v(sql) ON true
     WHERE r.by IS NOT NULL OR i.by IS NOT NULL
    """,
)
