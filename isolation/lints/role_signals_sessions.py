"""A role of requests that ends what others are doing."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="role_signals_sessions",
    level=Level.WARNING,
    title="A role of requests signals sessions of other roles",
    why="A member of pg_signal_backend cancels the statements and ends the sessions of every role but "
    "superusers: of other tenants, of a migration, of a backup. A member of pg_signal_autovacuum_worker "
    "keeps all tables from being vacuumed. Without these a role signals sessions of its own name only.",
    fix="Revoke the membership; a role of requests is a member of nothing.",
    sql="""
    SELECT quote_ident(a.given), format('is a member of %s, which %s', a.name, p.power), a.revocation
      FROM joined_role a
      JOIN (VALUES ('pg_signal_backend', 'ends the sessions of every role'),
                   ('pg_signal_autovacuum_worker', 'stops autovacuum on every table')
           ) AS p(name, power) ON p.name = a.name
    """,
)
