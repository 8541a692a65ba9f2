"""A SECURITY DEFINER function that looks names up where its caller says."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="search_path_open",
    level=Level.WARNING,
    title="A SECURITY DEFINER function has no fixed search_path",
    why="It runs as its owner and finds tables and functions by the caller's search_path: whoever can create "
    "an object anywhere can have the owner run it.",
    fix="Set search_path on the function, and qualify the names in its body.",
    sql="""
    SELECT p.name, format('runs as %s', pg_get_userbyid(p.proowner)),
           format('ALTER ROUTINE %s SET search_path = pg_catalog, pg_temp', p.name)
      FROM routine p
     WHERE p.prosecdef
       AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS c(line) WHERE starts_with(c.line, 'search_path='))
    """,
)
