"""A policy that says anything but: rows of the tenant in the context."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="policy_not_canonical",
    level=Level.ERROR,
    title="A policy is not the tenant condition",
    why="Permissive policies are OR-ed: one that is wider decides for all. The audit knows three forms that "
    "are safe (the tenant's rows; a person's own rows, to read; the rows of a list of tenants, to read, for "
    "a role that writes nothing) and reports every other one, with what seems to be wrong with it.",
    fix="Write the policy as the tenant condition, or waive it with a reason once somebody has read it.",
    # From the plainest flaw to the vaguest: the first that fits is told.
    sql=r"""
    SELECT j.name,
           concat(f.flaw, ' [', concat_ws(' ', 'USING ' || j.using_text, 'WITH CHECK ' || j.check_text),
                  ', for ', j.roles, ']'),
           CASE WHEN j.expected IS NULL THEN '' ELSE
                format('ALTER POLICY %I ON %s', j.polname, j.table_name)
                || CASE WHEN j.polcmd <> 'a' THEN ' USING ' || j.expected ELSE '' END
                || CASE WHEN j.polcmd IN ('*', 'a', 'w') THEN ' WITH CHECK ' || j.expected ELSE '' END END
      FROM asked CROSS JOIN judged j
     CROSS JOIN LATERAL (SELECT concat_ws(' ', j.using_text, j.check_text)) AS e(text)
     CROSS JOIN LATERAL (
        SELECT string_agg(DISTINCT m[1], ', ')
          FROM regexp_matches(e.text, 'current_setting\(''([^'']+)', 'g') AS m
         WHERE m[1] <> asked.variable) AS v(others)
     CROSS JOIN LATERAL (
        SELECT string_agg(DISTINCT m[1], ', ')
          FROM regexp_matches(e.text, '([\w."]+)\(', 'g') AS m
         WHERE m[1] NOT IN ('current_setting', 'NULLIF', 'COALESCE')) AS c(called)
     CROSS JOIN LATERAL (SELECT CASE
        WHEN j.using_text = 'true' THEN 'USING (true): every row of every tenant'
        WHEN j.using_is_canonical AND j.check_text IS NOT NULL OR j.polcmd = 'a'
        THEN 'WITH CHECK is not the tenant condition: rows can be given to another tenant'
        WHEN e.text ~ '\mSELECT\M' THEN 'a subquery decides: what it reads, or hides, is not audited'
        WHEN v.others IS NOT NULL AND e.text ~ '\mOR\M' THEN 'whoever sets ' || v.others || ' passes by it'
        WHEN v.others IS NOT NULL THEN 'depends on ' || v.others || ' instead of ' || asked.variable
        WHEN e.text ~ '\mIS NULL\M|COALESCE\(|= ''''::text' AND e.text ~ 'current_setting'
        THEN 'open when the context is missing'
        WHEN c.called IS NOT NULL THEN 'calls ' || c.called || ': what it answers is not audited'
        WHEN e.text !~ 'current_setting' THEN 'does not depend on the context'
        ELSE 'not the tenant condition as it is known to hold' END) AS f(flaw)
     WHERE j.form = 'OTHER'
    """,
)
