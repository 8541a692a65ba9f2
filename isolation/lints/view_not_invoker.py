"""A view that reads as its owner, not as who asks."""

from isolation.lints.lint import Level, Lint

LINT = Lint(
    code="view_not_invoker",
    level=Level.ERROR,
    title="A view reads with its owner's rights",
    why="Without security_invoker the policies that hold are those for the view's owner: all rows of all "
    "tenants, if that owner is exempt from them.",
    fix="Set security_invoker on the view (PostgreSQL 15 and later), and grant the asking role the tables.",
    sql="""
    SELECT r.name, format('owner %s; %s', pg_get_userbyid(r.relowner), a.by),
           format('ALTER VIEW %s SET (security_invoker = true)', r.name)
      FROM relation r JOIN reached a ON a.oid = r.oid
     WHERE r.relkind = 'v'
       AND ('pg_class'::regclass, r.oid) NOT IN (SELECT classid, objid FROM extension_member)
       AND NOT EXISTS (SELECT FROM pg_options_to_table(r.reloptions) AS o
                        WHERE o.option_name = 'security_invoker' AND o.option_value::boolean)
    """,
)
