"""A right that no policy answers: it finds no rows, whoever asks."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="command_without_policy",
    level=Level.WARNING,
    title="A granted command has no policy",
    why="Without a permissive policy for a command PostgreSQL denies it: nothing leaks, but the right is "
    "there, and the first policy that somebody adds in haste decides who it is for.",
    fix="Give the table the tenant policy for that command, or revoke the right.",
    sql="""
    SELECT format('%s: %s', r.name, a.given),
           'no policy for ' || string_agg(a.privilege, ', ' ORDER BY a.privilege), ''
      FROM reachable a JOIN relation r ON r.oid = a.oid
      LEFT JOIN held h ON h.oid = a.oid AND h.given = a.given AND h.command = a.privilege
     WHERE r.relkind IN ('r', 'p') AND r.relrowsecurity AND h.oid IS NULL
     GROUP BY r.name, a.given
    """,
)
