"""The questions about the server itself: version, settings, roles and who is a member of whom."""

SCOPE = """
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
