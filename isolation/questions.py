"""What every audit asks beside its lints: the server, its roles, and what holds each command on a table."""

SERVER = """
SELECT current_setting('server_version') AS server_version, current_database() AS database,
       ARRAY(SELECT name FROM asked CROSS JOIN unnest(asked.roles) AS name
              WHERE name NOT IN (SELECT rolname FROM pg_roles)) AS unknown_roles,
       (SELECT count(*) FROM tenant_table) AS tenant_tables
"""

#: As a new session finds them: the audit's own search path is not what is asked about.
SETTINGS = """
SELECT n.name, s.reset_val AS value
  FROM unnest(ARRAY['row_security', 'default_transaction_read_only', 'search_path',
                    'session_preload_libraries', 'shared_preload_libraries', 'local_preload_libraries',
                    'session_replication_role', 'password_encryption', 'log_statement',
                    'log_parameter_max_length']) WITH ORDINALITY AS n(name, position)
  LEFT JOIN pg_settings s ON s.name = n.name
 ORDER BY n.position
"""

ROLES = """
SELECT r.rolname AS name, bool_or(a.name = a.given) AS audited,
       array_remove(ARRAY[
           CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
           CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
           CASE WHEN r.rolreplication THEN 'REPLICATION' END,
           CASE WHEN r.rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END,
           CASE WHEN r.rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END], NULL) AS attributes
  FROM audited_role a JOIN pg_roles r ON r.oid = a.role
 GROUP BY r.oid, r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
          r.rolcanlogin, r.rolinherit
 ORDER BY min(a.position), bool_or(a.name = a.given) DESC, r.rolname
"""

#: Upwards whom the audited can become, downwards who can become them. Before PostgreSQL 16 a membership had
#: no options of its own: SET was always allowed, and INHERIT was the member's attribute.
MEMBERSHIPS = """
SELECT u.rolname AS member, r.rolname AS role,
       coalesce((to_jsonb(m)->>'inherit_option')::boolean, u.rolinherit) AS "inherit",
       coalesce((to_jsonb(m)->>'set_option')::boolean, true) AS "set", m.admin_option AS admin
  FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member JOIN pg_roles r ON r.oid = m.roleid
 WHERE m.member IN (SELECT role FROM audited_role) OR m.roleid IN (SELECT role FROM audited_role)
 ORDER BY 1, 2
"""

#: What holds each command of each role on each table; see `isolation.report.MatrixRow`.
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
