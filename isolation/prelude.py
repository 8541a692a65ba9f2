"""The words that lints ask in: common table expressions about roles, tables, rights and policies."""

#: $1 text[]: the roles audited; $2 text: the tenant column; $3 text: the variable that names the tenant.
#: Names are schema-qualified and quoted; expressions are as pg_get_expr() prints them when the search path
#: holds pg_catalog alone, so that a look-alike function of another schema shows its schema.
_ROLES = """
asked AS MATERIALIZED (
    SELECT $1::text[] AS roles, $2::text AS tenant_column, $3::text AS variable,
           split_part($3::text, '.', 1) || '.' AS prefix
),
-- The session variables that the policies of tenants, of lists of tenants and of people read.
context_variable(form, name) AS (
    SELECT f.form, f.name FROM asked
     CROSS JOIN LATERAL (VALUES ('canonical', asked.variable), ('portfolio', asked.variable || 's'),
                                ('own', asked.prefix || 'user_id')) AS f(form, name)
),
-- Every role that a given one can act as: itself, and all it is a member of, however far.
audited_role(given, position, role, name) AS (
    SELECT r.rolname::text, g.position, r.oid, r.rolname::text
      FROM asked CROSS JOIN unnest(asked.roles) WITH ORDINALITY AS g(name, position)
      JOIN pg_roles r ON r.rolname = g.name
    UNION
    SELECT a.given, a.position, r.oid, r.rolname::text
      FROM audited_role a JOIN pg_auth_members m ON m.member = a.role JOIN pg_roles r ON r.oid = m.roleid
),
-- The memberships among these, and what ends one that the given role was granted itself.
joined_role(given, role, name, revocation) AS (
    SELECT a.given, a.role, a.name,
           CASE WHEN m.role IS NULL THEN '' ELSE format('REVOKE %I FROM %I', a.name, a.given) END
      FROM audited_role a
      LEFT JOIN (SELECT DISTINCT g.rolname, d.roleid
                   FROM pg_auth_members d JOIN pg_roles g ON g.oid = d.member) AS m(given, role)
        ON m.given = a.given AND m.role = a.role
     WHERE a.name <> a.given
),
-- As rights name them: 0 is PUBLIC.
grantee(role, name) AS (
    SELECT DISTINCT role, quote_ident(name) FROM audited_role UNION ALL SELECT 0::oid, 'PUBLIC'
),
"""

_TABLES = """
user_schema AS (
    SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
     WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
),
extension_member(classid, objid) AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
),
relation AS MATERIALIZED (
    SELECT c.oid, c.relnamespace, format('%I.%I', s.nspname, c.relname) AS name, c.relkind, c.relowner,
           c.relacl, c.relrowsecurity, c.relforcerowsecurity, c.reloptions
      FROM pg_class c JOIN user_schema s ON s.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
),
tenant_table AS MATERIALIZED (
    SELECT r.oid, r.name, r.relkind, a.attnum AS key, a.attnotnull
      FROM asked JOIN pg_attribute a ON a.attname = asked.tenant_column
      JOIN relation r ON r.oid = a.attrelid
     WHERE r.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
),
-- Where a tenant column, alone, points: the tenants themselves.
root_table AS (
    SELECT r.oid, r.name, min(f.confkey[1]) AS key
      FROM pg_constraint f
      JOIN tenant_table t ON t.oid = f.conrelid AND f.conkey = ARRAY[t.key]
      JOIN relation r ON r.oid = f.confrelid
     WHERE f.contype = 'f' AND f.confrelid NOT IN (SELECT oid FROM tenant_table)
     GROUP BY r.oid, r.name
),
isolated_table AS MATERIALIZED (
    SELECT oid, name, key FROM tenant_table UNION ALL SELECT oid, name, key FROM root_table
),
"""

_RIGHTS = """
-- Rights on the whole relation or on any of its columns, own, inherited, by PUBLIC or by a predefined role.
reachable(oid, given, privilege) AS MATERIALIZED (
    SELECT DISTINCT r.oid, a.given, p.privilege
      FROM relation r CROSS JOIN audited_role a
     CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) AS p(privilege)
     WHERE CASE p.privilege WHEN 'DELETE' THEN has_table_privilege(a.role, r.oid, p.privilege)
                ELSE has_any_column_privilege(a.role, r.oid, p.privilege) END
),
reached AS MATERIALIZED (
    SELECT oid, string_agg(format('%s may %s', given, privileges), '; ' ORDER BY given) AS by,
           bool_or(writes) AS writes
      FROM (SELECT oid, given, string_agg(privilege, ', ' ORDER BY privilege) AS privileges,
                   bool_or(privilege <> 'SELECT') AS writes
              FROM reachable GROUP BY oid, given) AS each_role
     GROUP BY oid
),
-- What statements touch: through a parent, its partitions too.
exposed(oid) AS (
    SELECT oid FROM reached
    UNION
    SELECT i.inhrelid FROM exposed e JOIN pg_inherits i ON i.inhparent = e.oid
),
-- Granted, not owned: what a REVOKE can take back.
table_grant(oid, name, privilege, grantee) AS MATERIALIZED (
    SELECT r.oid, r.name, x.privilege_type, g.name
      FROM relation r CROSS JOIN aclexplode(r.relacl) AS x JOIN grantee g ON g.role = x.grantee
     WHERE x.grantee <> r.relowner
    UNION
    SELECT r.oid, r.name, x.privilege_type, g.name
      FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attacl IS NOT NULL
     CROSS JOIN aclexplode(a.attacl) AS x JOIN grantee g ON g.role = x.grantee
     WHERE x.grantee <> r.relowner
),
revocation(oid, sql) AS (
    SELECT oid, format('REVOKE ALL ON %s FROM %s', name, string_agg(DISTINCT grantee, ', '))
      FROM table_grant GROUP BY oid, name
),
routine AS MATERIALIZED (
    SELECT p.oid, p.proowner, p.prosecdef, p.proleakproof, p.provolatile, p.proconfig,
           format('%I.%I(%s)', s.nspname, p.proname, oidvectortypes(p.proargtypes)) AS name,
           regexp_replace(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), '--[^\\n]*', '', 'g') AS source,
           ('pg_proc'::regclass, p.oid) IN (SELECT classid, objid FROM extension_member) AS of_extension
      FROM pg_proc p JOIN user_schema s ON s.oid = p.pronamespace
),
"""

_POLICIES = """
policy AS MATERIALIZED (
    SELECT p.oid, p.polrelid AS table_oid, r.name AS table_name, format('%s: %s', r.name, p.polname) AS name,
           p.polname, p.polcmd, p.polpermissive, p.polroles,
           pg_get_expr(p.polqual, p.polrelid) AS using_text,
           pg_get_expr(p.polwithcheck, p.polrelid) AS check_text
      FROM pg_policy p JOIN relation r ON r.oid = p.polrelid
),
policy_of(policy, given, position) AS MATERIALIZED (
    SELECT DISTINCT p.oid, a.given, a.position
      FROM policy p JOIN audited_role a ON a.role = ANY (p.polroles) OR 0 = ANY (p.polroles)
),
policy_command(policy, command) AS (
    SELECT p.oid, c.command
      FROM policy p JOIN (VALUES ('r', 'SELECT'), ('a', 'INSERT'), ('w', 'UPDATE'), ('d', 'DELETE'))
        AS c(letter, command) ON p.polcmd::text IN (c.letter, '*')
),
-- The conditions that keep tenants apart, built with the column's real type.
condition(oid, form, text) AS MATERIALIZED (
    SELECT a.attrelid, f.form,
           CASE WHEN f.form = 'portfolio' THEN format('(%s = ANY ((%s)::%s[]))', t.side, v.value, t.type)
                WHEN t.type = 'text' THEN format('(%s = %s)', t.side, v.value)
                ELSE format('(%s = (%s)::%s)', t.side, v.value, t.type) END
      FROM context_variable AS f CROSS JOIN pg_attribute a
      LEFT JOIN isolated_table i ON i.oid = a.attrelid AND i.key = a.attnum
     CROSS JOIN LATERAL (SELECT format('NULLIF(current_setting(%L::text, true), ''''::text)', f.name))
        AS v(value)
     CROSS JOIN LATERAL (
        SELECT CASE WHEN a.atttypid = 'varchar'::regtype THEN 'text' ELSE format_type(a.atttypid, NULL) END,
               CASE WHEN a.atttypid = 'varchar'::regtype THEN format('(%I)::text', a.attname)
                    ELSE format('%I', a.attname) END) AS t(type, side)
     WHERE a.attnum > 0 AND NOT a.attisdropped
       AND (i.oid IS NOT NULL OR f.form = 'own')
       AND (a.attrelid IN (SELECT table_oid FROM policy) OR i.oid IS NOT NULL AND f.form = 'canonical')
),
-- What each permissive policy is, and for whom of the audited roles.
judged AS MATERIALIZED (
    SELECT p.*, c.text AS expected, w.roles, p.using_text IS NOT DISTINCT FROM c.text AS using_is_canonical,
           CASE WHEN (p.polcmd = 'a' OR p.using_text = c.text)
                 AND (p.polcmd IN ('r', 'd') OR coalesce(p.check_text, p.using_text) = c.text)
                THEN 'canonical'
                WHEN p.polcmd = 'r' AND EXISTS (SELECT FROM condition o WHERE o.oid = p.table_oid
                     AND o.form = 'own' AND o.text = p.using_text) THEN 'own'
                WHEN p.polcmd = 'r' AND NOT w.writer AND EXISTS (SELECT FROM condition o
                     WHERE o.oid = p.table_oid AND o.form = 'portfolio' AND o.text = p.using_text)
                THEN 'portfolio'
                ELSE 'OTHER' END AS form
      FROM policy p
      JOIN (SELECT policy, string_agg(given, ', ' ORDER BY position) AS roles, bool_or(position = 1) AS writer
              FROM policy_of GROUP BY policy) AS w ON w.policy = p.oid
      LEFT JOIN condition c ON c.oid = p.table_oid AND c.form = 'canonical'
     WHERE p.polpermissive
),
-- What holds a role's command on a table: the form of its one policy, or of several that are OR-ed.
held(oid, given, command, form, policies, many) AS MATERIALIZED (
    SELECT j.table_oid, o.given, c.command,
           CASE WHEN count(DISTINCT j.form) = 1 THEN min(j.form) ELSE 'OTHER' END,
           string_agg(j.polname, ' OR ' ORDER BY j.polname), count(*) > 1
      FROM judged j JOIN policy_of o ON o.policy = j.oid JOIN policy_command c ON c.policy = j.oid
     GROUP BY j.table_oid, o.given, c.command
)
"""

PRELUDE = "WITH RECURSIVE " + _ROLES + _TABLES + _RIGHTS + _POLICIES
