"""A function that acts with its owner's rights for whoever calls it."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="security_definer",
    level=Level.ERROR,
    title="Requests run a SECURITY DEFINER function",
    why="It reads and writes as its owner: the policies for the caller do not hold inside it, and those that "
    "do can be none. Called directly or by a trigger on a table that requests write to.",
    fix="Make it SECURITY INVOKER, revoke EXECUTE, or waive it once somebody has read it.",
    sql="""
    SELECT p.name, format('runs as %s, %s', pg_get_userbyid(p.proowner), h.how),
           format('ALTER ROUTINE %s SECURITY INVOKER', p.name)
      FROM routine p
     CROSS JOIN LATERAL (SELECT CASE
        WHEN EXISTS (SELECT FROM audited_role a WHERE has_function_privilege(a.role, p.oid, 'EXECUTE'))
        THEN 'for whoever may execute it'
        WHEN EXISTS (SELECT FROM pg_trigger t JOIN exposed e ON e.oid = t.tgrelid WHERE t.tgfoid = p.oid)
        THEN 'in a trigger' END) AS h(how)
     WHERE p.prosecdef AND h.how IS NOT NULL
    """,
)
