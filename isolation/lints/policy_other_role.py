"""A policy on tenants' rows for somebody who is not audited."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="policy_other_role",
    level=Level.WARNING,
    title="A policy is for a role that is not audited",
    why="Somebody besides the roles that requests come in with reads tenants' rows, by a condition that this "
    "audit did not judge.",
    fix="Audit that role as well (--role), drop the policy, or waive it with the reason why it is there.",
    sql="""
    SELECT format('%s TO %s', p.name, u.rolname),
           concat_ws(' ', 'USING ' || p.using_text, 'WITH CHECK ' || p.check_text),
           CASE WHEN cardinality(p.polroles) = 1
                THEN format('DROP POLICY %I ON %s', p.polname, p.table_name) ELSE '' END
      FROM policy p
      JOIN (SELECT oid FROM isolated_table UNION SELECT oid FROM reached) AS i ON i.oid = p.table_oid
     CROSS JOIN unnest(p.polroles) AS r(role) JOIN pg_roles u ON u.oid = r.role
     WHERE p.polpermissive AND r.role NOT IN (SELECT role FROM grantee)
    """,
)
