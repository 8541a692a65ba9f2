"""A role of requests that is a member of one for whom policies do not hold."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="role_can_become",
    level=Level.ERROR,
    title="A role of requests can become a stronger one",
    why="A member inherits the rights of a role, or takes them with SET ROLE: of the tables' owner, of a "
    "superuser, of a BYPASSRLS role, or of a predefined role that reads files and runs programs.",
    fix="Revoke the membership; a role of requests is a member of nothing.",
    sql="""
    SELECT quote_ident(a.given), format('is a member of %s, which %s', a.name, p.power), a.revocation
      FROM joined_role a JOIN pg_roles r ON r.oid = a.role
     CROSS JOIN LATERAL (SELECT CASE
        WHEN r.rolsuper THEN 'is a superuser'
        WHEN r.rolbypassrls THEN 'has BYPASSRLS'
        WHEN r.rolreplication THEN 'has REPLICATION'
        WHEN r.rolcreaterole THEN 'has CREATEROLE'
        WHEN r.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
        THEN 'reaches the server''s files or programs'
        WHEN r.rolname IN ('pg_read_all_data', 'pg_write_all_data') THEN 'has rights on every table'
        WHEN EXISTS (SELECT FROM relation o WHERE o.relowner = r.oid) THEN 'owns tables'
        WHEN EXISTS (SELECT FROM user_schema o WHERE o.nspowner = r.oid) THEN 'owns a schema'
        WHEN EXISTS (SELECT FROM routine o WHERE o.proowner = r.oid) THEN 'owns functions'
        WHEN EXISTS (SELECT FROM pg_database o WHERE o.datdba = r.oid AND o.datname = current_database())
        THEN 'owns the database' END) AS p(power)
     WHERE p.power IS NOT NULL
    """,
)
