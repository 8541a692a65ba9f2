"""A role of requests that is shown the statements and the statistics of everybody else."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="role_sees_statements",
    level=Level.WARNING,
    title="A role of requests reads what other sessions do",
    why="A member of pg_read_all_stats, or of pg_monitor, which is one, reads in pg_stat_activity and "
    "pg_stat_statements the statements of every role, with the values that are written into them; "
    "pg_stat_scan_tables counts and locates rows past the policies, with the extensions that scan tables. "
    "Without them a role is shown the statements of its own name only. pg_read_all_settings, the rest of "
    "pg_monitor, shows no tenant's data.",
    fix="Revoke the membership; let monitoring log in with a role of its own.",
    sql="""
    SELECT quote_ident(a.given), format('is a member of %s, which %s', a.name, p.power), a.revocation
      FROM joined_role a
      JOIN (VALUES ('pg_monitor', 'is a member of pg_read_all_stats'),
                   ('pg_read_all_stats', 'shows the statements of every role'),
                   ('pg_stat_scan_tables', 'scans tables past their policies')
           ) AS p(name, power) ON p.name = a.name
    """,
)
