"""A function that says for which tenant its caller acts."""

from isolation.lints.lint import Level, Lint

#: As functions are read: doubled quotes are single ones, so that code in a string reads as code, and strings
#: that are put together of literals are whole.
_READ = r"regexp_replace(regexp_replace(p.source, '''{2,}', '''', 'g'), '''\s*\|\|\s*''', '', 'g')"
#: SET of a context variable, quoted or not; `v.variable` is a pattern of all their names.
_SETS = r"""'\mset\s+((local|session)\s+)?(' || v.variable || ')\s*(=|to\M)'"""
#: A call of set_config() that names another variable by a literal; any other call may set the context.
_HARMLESS = (
    r"""'\mset_config"?\s*\(\s*(setting_name\s*(=>|:=)\s*)?"""
    r"""''(?!(' || v.literal || ')'')[\w.]+''(::text)?\s*,'"""
)
#: SET of a name that is made at run time. Plain SET only where a statement begins: UPDATE has one too.
_COMPUTED = (
    r"""'\mset\s+(local|session)\s+[\w."]*[^\w."\s=]"""
    r"""|(\mexecute|\m(format|concat|concat_ws)\s*\(|:=)\s*(e?''|\$\w*\$)\s*set\s+[\w."]*[^\w."\s=]'"""
)
#: What reads a variable and sets nothing.
_READS = r"""'\mcurrent_setting"?\s*\(\s*''[\w.]+'''"""

LINT = Lint(
    code="context_function",
    level=Level.ERROR,
    title="Requests run a function that sets the context",
    why="Whoever may execute it acts for the tenant or the person that it sets, and nobody has checked that "
    "they belong there: by set_config(), by SET in its body or in a string that it executes, or by a SET of "
    "the function itself. A name that is computed at run time can be that of the context. A trigger does so "
    "in the statements of whoever fires it.",
    fix="Revoke EXECUTE. The function that checks who enters and then sets the context is meant: declare it, "
    "or waive it once somebody has read it.",
    sql=rf"""
    SELECT p.name, concat_ws(', ', s.what, h.how), coalesce(
           CASE WHEN e.roles IS NOT NULL THEN (
               SELECT format('REVOKE EXECUTE ON ROUTINE %s FROM %s', p.name, string_agg(g.name, ', '))
                 FROM aclexplode(coalesce(q.proacl, acldefault('f', q.proowner))) AS x
                 JOIN grantee g ON g.role = x.grantee
                WHERE x.privilege_type = 'EXECUTE' AND x.grantee <> q.proowner
               HAVING count(*) > 0) END, '')
      FROM routine p JOIN pg_proc q ON q.oid = p.oid
     CROSS JOIN (
        SELECT array_agg(lower(n.name)), string_agg(n.escaped, '|'),
               string_agg('"?' || replace(n.escaped, '\.', '"?\s*\.\s*"?') || '"?', '|')
          FROM (SELECT name, regexp_replace(name, '(\W)', '\\\1', 'g') FROM context_variable)
            AS n(name, escaped)) AS v(names, literal, variable)
     CROSS JOIN LATERAL (SELECT {_READ}) AS t(text)
     CROSS JOIN LATERAL (SELECT CASE
        WHEN EXISTS (SELECT FROM unnest(p.proconfig) AS c(line)
                      WHERE lower(split_part(c.line, '=', 1)) = ANY (v.names))
          OR t.text ~* ({_SETS})
        THEN 'sets the context'
        WHEN regexp_replace(t.text, {_HARMLESS}, '', 'gi') ~* '\mset_config\M'
        THEN 'calls set_config() for the context or for a name that it computes'
        WHEN t.text ~* ({_COMPUTED})
          OR t.text ~* '\mexecute\M' AND regexp_replace(t.text, {_READS}, '', 'gi') ~* v.literal
        THEN 'executes a SET of a name that it computes' END) AS s(what)
     CROSS JOIN LATERAL (
        SELECT string_agg(DISTINCT a.given, ', ') FROM audited_role a
         WHERE has_function_privilege(a.role, p.oid, 'EXECUTE')
           AND q.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)) AS e(roles)
     CROSS JOIN LATERAL (SELECT CASE
        WHEN e.roles IS NOT NULL THEN e.roles || ' may execute it'
        WHEN EXISTS (SELECT FROM pg_trigger g JOIN exposed x ON x.oid = g.tgrelid WHERE g.tgfoid = p.oid)
        THEN 'in a trigger'
        WHEN EXISTS (SELECT FROM pg_event_trigger g WHERE g.evtfoid = p.oid) THEN 'in an event trigger'
        END) AS h(how)
     WHERE s.what IS NOT NULL AND h.how IS NOT NULL AND NOT p.of_extension
    """,  # noqa: S608  # The patterns above, and nothing from outside.
)
