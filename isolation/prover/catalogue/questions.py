"""The questions to the catalogue: relations, columns, keys, checks, policies, functions, rights."""

RELATIONS = """
SELECT c.oid, n.nspname, c.relname, c.relkind::text AS kind, c.relispartition, c.relrowsecurity,
       c.relforcerowsecurity, pg_get_userbyid(c.relowner) AS owner
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relpersistence <> 't'
   AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'prover_instruments')
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
 ORDER BY n.nspname, c.relname
"""

# A domain over an array or an array of domains is rare: one step down each way is enough.
COLUMNS = """
SELECT a.attrelid AS oid, a.attname, format_type(a.atttypid, a.atttypmod) AS type,
       base.typname AS base, coalesce(plain.typcategory = 'A', false) AS is_array,
       CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END AS modifier,
       NOT a.attnotnull AND NOT t.typnotnull AS nullable,
       pg_get_expr(d.adbin, d.adrelid) AS column_default,
       a.attgenerated <> '' OR a.attidentity = 'a' AS generated, a.attidentity = 'd' AS numbered,
       ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = base.oid ORDER BY e.enumsortorder)
           AS labels
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  JOIN pg_type plain ON plain.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
  JOIN pg_type base ON base.oid = CASE WHEN plain.typcategory = 'A' AND plain.typelem <> 0
                                       THEN plain.typelem ELSE plain.oid END
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = ANY ($1::oid[])
 ORDER BY a.attrelid, a.attnum
"""

# Expression indexes are left out: which value they forbid cannot be read from the catalogue.
KEYS = """
SELECT i.indrelid AS oid, c.relname, i.indisprimary, pg_get_expr(i.indpred, i.indrelid) AS predicate,
       ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, n)
               JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
              WHERE k.n <= i.indnkeyatts ORDER BY k.n) AS columns
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indisunique AND i.indexprs IS NULL AND i.indrelid = ANY ($1::oid[])
 ORDER BY i.indrelid, i.indisprimary DESC, c.relname
"""

# A partition's copies of its parent's keys are left out.
FOREIGN_KEYS = """
SELECT o.conrelid AS oid, o.conname, n.nspname || '.' || c.relname AS target,
       ARRAY(SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY k(attnum, n)
               JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.attnum ORDER BY k.n)
           AS columns,
       ARRAY(SELECT a.attname::text FROM unnest(o.confkey) WITH ORDINALITY k(attnum, n)
               JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.attnum ORDER BY k.n)
           AS target_columns
  FROM pg_constraint o JOIN pg_class c ON c.oid = o.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE o.contype = 'f' AND o.conparentid = 0 AND o.conrelid = ANY ($1::oid[])
 ORDER BY o.conrelid, o.conname
"""

# What a partition takes in is a check as well: a row that no partition takes cannot be inserted.
CHECKS = """
SELECT o.conrelid AS oid, o.conname, pg_get_constraintdef(o.oid) AS definition,
       ARRAY(SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY k(attnum, n)
               JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.attnum ORDER BY k.n) AS columns
  FROM pg_constraint o WHERE o.contype = 'c' AND o.conrelid = ANY ($1::oid[])
 UNION ALL
SELECT a.attrelid, o.conname, pg_get_constraintdef(o.oid), ARRAY[a.attname::text]
  FROM pg_constraint o JOIN pg_attribute a ON a.atttypid = o.contypid
 WHERE o.contype = 'c' AND o.contypid <> 0 AND a.attrelid = ANY ($1::oid[])
 UNION ALL
SELECT t.partrelid, child.relname, pg_get_expr(child.relpartbound, child.oid),
       ARRAY(SELECT a.attname::text FROM pg_attribute a
              WHERE a.attrelid = t.partrelid AND a.attnum = ANY (t.partattrs::int2[]))
  FROM pg_partitioned_table t JOIN pg_inherits i ON i.inhparent = t.partrelid
  JOIN pg_class child ON child.oid = i.inhrelid
 WHERE t.partrelid = ANY ($1::oid[])
 ORDER BY 1, 2
"""

POLICIES = """
SELECT p.polrelid AS oid, p.polname, p.polpermissive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                     WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
       ARRAY(SELECT CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r) END FROM unnest(p.polroles) r)::text[]
           AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check
  FROM pg_policy p WHERE p.polrelid = ANY ($1::oid[]) ORDER BY p.polrelid, p.polname
"""

FUNCTIONS = """
SELECT n.nspname, p.proname, pg_get_function_identity_arguments(p.oid) AS identity, p.prokind::text AS kind,
       ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY a(t, n) ORDER BY n)
           AS arguments,
       p.pronargdefaults AS defaults, p.prosecdef, p.prosrc,
       p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) AS callable
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE p.prokind IN ('f', 'p')
   AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'prover_instruments')
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
 ORDER BY n.nspname, p.proname, identity
"""

ROLES = "SELECT rolname::text FROM pg_roles ORDER BY rolname"

RIGHTS = """
WITH granted AS (
    SELECT a.attrelid AS oid, r.role, a.attname::text AS name,
           has_column_privilege(r.role, a.attrelid, a.attnum, 'SELECT') AS selects,
           has_column_privilege(r.role, a.attrelid, a.attnum, 'INSERT') AS inserts,
           has_column_privilege(r.role, a.attrelid, a.attnum, 'UPDATE') AS updates
      FROM pg_attribute a CROSS JOIN unnest($2::text[]) r(role)
     WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
)
SELECT g.oid, g.role, has_table_privilege(g.role, g.oid, 'DELETE') AS deletes,
       coalesce(array_agg(g.name) FILTER (WHERE g.selects), '{}') AS selects,
       coalesce(array_agg(g.name) FILTER (WHERE g.inserts), '{}') AS inserts,
       coalesce(array_agg(g.name) FILTER (WHERE g.updates), '{}') AS updates
  FROM granted g JOIN pg_class c ON c.oid = g.oid
 WHERE has_schema_privilege(g.role, c.relnamespace, 'USAGE')
 GROUP BY g.oid, g.role
"""

# A superuser may become anybody. From 16 on a membership may forbid SET ROLE: then the attempt is refused.
MEMBERSHIPS = """
SELECT r.role, array_agg(o.rolname::text ORDER BY o.rolname) AS others
  FROM unnest($1::text[]) r(role) JOIN pg_roles o ON o.rolname <> r.role
 WHERE pg_has_role(r.role, o.oid, 'MEMBER')
 GROUP BY r.role
"""
