"""Policies that do not hold for the table's owner."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="rls_not_forced",
    level=Level.WARNING,
    title="Row-level security is not forced",
    why="The owner of the table is exempt from its policies, and with it every view, function and job that "
    "runs as the owner.",
    fix="Force it: then the policies hold for the owner too, and only superusers and BYPASSRLS are exempt.",
    sql="""
    SELECT r.name, 'its owner, ' || pg_get_userbyid(r.relowner) || ', passes by every policy',
           format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', r.name)
      FROM relation r JOIN reached a ON a.oid = r.oid
     WHERE r.relrowsecurity AND NOT r.relforcerowsecurity
    """,
)
