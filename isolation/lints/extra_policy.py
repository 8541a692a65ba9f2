"""Two permissive policies for one role and one command: PostgreSQL takes either."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="extra_policy",
    level=Level.WARNING,
    title="Permissive policies are OR-ed",
    why="A row that either policy lets through is let through: each is as wide as the widest. OR-ed "
    "conditions also keep PostgreSQL from using the index that starts with the tenant.",
    fix="Keep one permissive policy for a role and a command; give the other purpose a role of its own.",
    sql="""
    SELECT format('%s: %s', r.name, h.given),
           format('%s for %s', h.policies, string_agg(h.command, ', ' ORDER BY h.command)), ''
      FROM held h JOIN relation r ON r.oid = h.oid
     WHERE h.many
     GROUP BY r.name, h.given, h.policies
    """,
)
