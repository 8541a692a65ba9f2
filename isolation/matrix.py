"""The matrix: what holds each command of each role on each table."""

MATRIX = """
, exempt(given) AS (
    SELECT DISTINCT a.given FROM audited_role a JOIN pg_roles r ON r.oid = a.role
     WHERE r.rolsuper OR r.rolbypassrls
),
truncatable(oid, given) AS (
    SELECT DISTINCT r.oid, a.given FROM relation r CROSS JOIN audited_role a
     WHERE r.relkind IN ('r', 'p') AND has_table_privilege(a.role, r.oid, 'TRUNCATE')
),
-- Row-level security that is off, or that does not hold for an owner, holds nothing.
open(oid, given) AS (
    SELECT r.oid, a.given FROM relation r CROSS JOIN audited_role a
     WHERE a.given IN (SELECT given FROM exempt)
        OR r.relkind IN ('r', 'p') AND r.relrowsecurity AND NOT r.relforcerowsecurity
           AND r.relowner = a.role
),
shown(oid, given) AS (SELECT oid, given FROM reachable UNION SELECT oid, given FROM truncatable),
cell AS (
    SELECT r.name, s.given, c.command, CASE
        WHEN c.command = 'TRUNCATE'
        THEN CASE WHEN (s.oid, s.given) IN (SELECT oid, given FROM truncatable) THEN 'OTHER' ELSE 'none' END
        WHEN a.oid IS NULL THEN 'none'
        WHEN (s.oid, s.given) IN (SELECT oid, given FROM open) THEN 'OTHER'
        WHEN r.relkind = 'v' AND EXISTS (SELECT FROM pg_options_to_table(r.reloptions) AS o
              WHERE o.option_name = 'security_invoker' AND o.option_value::boolean) THEN 'invoker'
        WHEN r.relkind NOT IN ('r', 'p') THEN 'OTHER'
        WHEN r.relrowsecurity THEN coalesce(h.form, 'none')
        WHEN b.writes OR r.oid IN (SELECT oid FROM isolated_table)
          OR r.oid IN (SELECT table_oid FROM policy) THEN 'OTHER'
        ELSE 'reference' END AS form
      FROM shown s JOIN relation r ON r.oid = s.oid
     CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS c(command)
      LEFT JOIN reached b ON b.oid = s.oid
      LEFT JOIN reachable a ON a.oid = s.oid AND a.given = s.given AND a.privilege = c.command
      LEFT JOIN held h ON h.oid = s.oid AND h.given = s.given AND h.command = c.command
)
SELECT name AS "table", given AS role,
       min(form) FILTER (WHERE command = 'SELECT') AS "select",
       min(form) FILTER (WHERE command = 'INSERT') AS "insert",
       min(form) FILTER (WHERE command = 'UPDATE') AS "update",
       min(form) FILTER (WHERE command = 'DELETE') AS "delete",
       min(form) FILTER (WHERE command = 'TRUNCATE') AS "truncate"
  FROM cell GROUP BY name, given ORDER BY name COLLATE "C", given COLLATE "C"
"""
