"""A function that sends what every listener of the database receives."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="notify_function",
    level=Level.WARNING,
    title="A function notifies",
    why="A notification's payload goes to every session that listens, whichever tenant it acts for; no "
    "policy holds it.",
    fix="Notify from the application, with the tenant's id and nothing else; not in a function.",
    sql=r"""
    SELECT p.name,
           coalesce('trigger on ' || string_agg(DISTINCT r.name, ', '), 'calls pg_notify() or NOTIFY'), ''
      FROM routine p
      LEFT JOIN pg_trigger t ON t.tgfoid = p.oid
      LEFT JOIN relation r ON r.oid = t.tgrelid
     WHERE p.source ~* '\mpg_notify\M|(^|[;\s])NOTIFY\s+["\w]' AND NOT p.of_extension
     GROUP BY p.name
    """,
)
