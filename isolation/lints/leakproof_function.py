"""A function that PostgreSQL may run on rows before the policies have held them back."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="leakproof_function",
    level=Level.WARNING,
    title="A function of yours is marked LEAKPROOF",
    why="A LEAKPROOF function in a condition may see rows before the policies do. If it tells anything about "
    "its arguments, by an error, a notice or its time, it tells it about every tenant's rows.",
    fix="Take the mark away, unless somebody has proved that the function tells nothing.",
    sql="""
    SELECT p.name, 'may be run on rows of every tenant', format('ALTER FUNCTION %s NOT LEAKPROOF', p.name)
      FROM routine p
     WHERE p.proleakproof AND NOT p.of_extension
    """,
)
