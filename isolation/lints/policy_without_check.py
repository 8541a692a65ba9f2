"""A policy for writes that leaves its WITH CHECK to be guessed."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="policy_without_check",
    level=Level.WARNING,
    title="A policy for writes has no WITH CHECK",
    why="PostgreSQL then checks new rows by USING. That holds today; whoever widens USING, to let somebody "
    "read more, lets them write more without noticing.",
    fix="Say the condition twice: USING and WITH CHECK.",
    sql="""
    SELECT j.name, 'USING alone guards what is written, for ' || j.roles,
           format('ALTER POLICY %I ON %s WITH CHECK %s', j.polname, j.table_name, j.expected)
      FROM judged j
     WHERE j.form = 'canonical' AND j.polcmd IN ('*', 'w') AND j.check_text IS NULL
    """,
)
