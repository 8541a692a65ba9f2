"""A context that is set before anybody was asked who they are."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="preset_context",
    level=Level.ERROR,
    title="A role or the database presets the context",
    why="A request that sets no context should see nothing. With a preset it sees the tenant that somebody "
    "once wrote into ALTER ROLE or ALTER DATABASE.",
    fix="Reset the variable: the context is set in each transaction and nowhere else.",
    sql="""
    SELECT w.who, split_part(c.line, '=', 1) || ' is preset',
           format('ALTER %s RESET %I.%I', w.sql, split_part(split_part(c.line, '=', 1), '.', 1),
                  split_part(split_part(c.line, '=', 1), '.', 2))
      FROM asked CROSS JOIN pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS c(line)
      LEFT JOIN pg_database d ON d.oid = s.setdatabase
      LEFT JOIN pg_roles r ON r.oid = s.setrole
     CROSS JOIN LATERAL (SELECT
        CASE WHEN r.oid IS NULL AND d.oid IS NULL THEN 'every role'
             ELSE concat_ws(' in ', 'role ' || quote_ident(r.rolname),
                            CASE WHEN d.oid > 0 THEN 'database' END) END,
        CASE WHEN r.oid IS NULL AND d.oid IS NOT NULL THEN format('DATABASE %I', d.datname)
             ELSE 'ROLE ' || coalesce(quote_ident(r.rolname), 'ALL')
                  || coalesce(' IN DATABASE ' || quote_ident(d.datname), '') END) AS w(who, sql)
     WHERE starts_with(c.line, asked.prefix)
       AND s.setrole IN (SELECT role FROM grantee)
       AND (s.setdatabase = 0 OR d.datname = current_database())
    """,
)
