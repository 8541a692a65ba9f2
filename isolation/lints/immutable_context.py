"""A function that answers for one tenant, and lets PostgreSQL keep the answer for the next."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="immutable_context",
    level=Level.ERROR,
    title="An IMMUTABLE function reads a session variable",
    why="PostgreSQL computes an IMMUTABLE function once, when it plans: a prepared statement that was "
    "planned for one tenant then runs for another with the first one's answer.",
    fix="Mark it STABLE.",
    sql="""
    SELECT p.name, 'calls current_setting()', format('ALTER FUNCTION %s STABLE', p.name)
      FROM routine p
     WHERE p.provolatile = 'i' AND p.source ~* 'current_setting' AND NOT p.of_extension
    """,
)
