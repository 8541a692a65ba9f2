"""What keeps tenants apart, as text: the same on a copy, another day or another version of PostgreSQL."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """Lines about one kind of thing, sorted; none of them holds an object's id or a row's data."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a section lost and gained since an older report."""

    section: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def sections_of(rows: Iterable[tuple[str, str]]) -> tuple[Section, ...]:
    """Gather (section, line) pairs, each line once."""
    lines: dict[str, set[str]] = {}
    for section, line in rows:
        lines.setdefault(section, set()).add(line)
    return tuple(Section(name, tuple(sorted(lines[name]))) for name in sorted(lines))


def fingerprint(sections: Sequence[Section]) -> str:
    """The SHA-256 of the sections."""
    text = "\n".join(f"{section.name}\n\t" + "\n\t".join(section.lines) for section in sections)
    return hashlib.sha256(text.encode()).hexdigest()


def changes(old: Mapping[str, Sequence[str]], new: Sequence[Section]) -> tuple[Change, ...]:
    """What differs from an older report's sections."""
    now = {section.name: section.lines for section in new}
    pairs = ((name, set(old.get(name, ())), set(now.get(name, ()))) for name in sorted({*old, *now}))
    return tuple(
        Change(name, tuple(sorted(before - after)), tuple(sorted(after - before)))
        for name, before, after in pairs
        if before != after
    )


#: Owners' own rights are left out: they follow from owning, and differ between versions of PostgreSQL. Of
#: default privileges they are kept: that the entry is there at all says what PUBLIC does not get.
SECTIONS = """
, granted(what, owner, acl) AS (
    SELECT 'table ' || name, relowner, relacl FROM relation
    UNION ALL
    SELECT format('column %s.%I', r.name, a.attname), r.relowner, a.attacl
      FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attacl IS NOT NULL
    UNION ALL
    SELECT format('sequence %I.%I', s.nspname, c.relname), c.relowner, c.relacl
      FROM pg_class c JOIN user_schema s ON s.oid = c.relnamespace WHERE c.relkind = 'S'
    UNION ALL
    SELECT format('schema %I', nspname), nspowner, nspacl FROM user_schema
    UNION ALL
    SELECT 'function ' || r.name, r.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
      FROM routine r JOIN pg_proc p ON p.oid = r.oid WHERE NOT r.of_extension
    UNION ALL
    SELECT 'database', datdba, coalesce(datacl, acldefault('d', datdba))
      FROM pg_database WHERE datname = current_database()
),
given_right AS (
    SELECT g.what, x.grantee, x.privilege_type, x.is_grantable
      FROM granted g CROSS JOIN aclexplode(g.acl) AS x WHERE x.grantee <> g.owner
),
mentioned(role) AS (
    SELECT owner FROM granted UNION SELECT grantee FROM given_right UNION SELECT role FROM audited_role
    UNION SELECT unnest(polroles) FROM policy
),
upward(role) AS (
    SELECT role FROM mentioned
    UNION SELECT m.roleid FROM upward u JOIN pg_auth_members m ON m.member = u.role
),
downward(role) AS (
    SELECT role FROM mentioned
    UNION SELECT m.member FROM downward d JOIN pg_auth_members m ON m.roleid = d.role
),
involved AS (
    SELECT r.* FROM pg_roles r
     WHERE r.oid IN (SELECT role FROM upward) OR r.oid IN (SELECT role FROM downward)
)
SELECT 'roles' AS section, format('%I: %s', rolname, concat_ws(', ',
           CASE WHEN rolsuper THEN 'superuser' END, CASE WHEN rolbypassrls THEN 'bypasses policies' END,
           CASE WHEN rolcreaterole THEN 'creates roles' END,
           CASE WHEN rolcreatedb THEN 'creates databases' END,
           CASE WHEN rolreplication THEN 'replicates' END, CASE WHEN rolcanlogin THEN 'logs in' END,
           CASE WHEN rolinherit THEN 'inherits' END)) AS line
  FROM involved
UNION ALL
SELECT 'memberships', format('%I is a member of %I%s', u.rolname, r.rolname, concat(
           CASE WHEN coalesce((to_jsonb(m)->>'inherit_option')::boolean, u.rolinherit) THEN ', inherits' END,
           CASE WHEN coalesce((to_jsonb(m)->>'set_option')::boolean, true) THEN ', may become it' END,
           CASE WHEN m.admin_option THEN ', may grant it' END))
  FROM pg_auth_members m JOIN involved u ON u.oid = m.member JOIN involved r ON r.oid = m.roleid
UNION ALL
SELECT 'role settings', concat_ws(': ', coalesce(quote_ident(r.rolname), 'every role'),
           CASE WHEN s.setdatabase <> 0 THEN 'this database' END, c.line)
  FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS c(line)
  LEFT JOIN involved r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
 WHERE (s.setrole = 0 OR r.oid IS NOT NULL)
   AND (s.setdatabase = 0 OR d.datname = current_database())
UNION ALL
SELECT 'owners', format('%s: %I', what, pg_get_userbyid(owner)) FROM granted WHERE what NOT LIKE 'column %'
UNION ALL
SELECT 'row-level security', format('%s: %s', name, CASE
           WHEN NOT relrowsecurity THEN 'off' WHEN relforcerowsecurity THEN 'forced' ELSE 'not forced' END)
  FROM relation WHERE relkind IN ('r', 'p')
UNION ALL
SELECT 'policies', concat_ws(' ', p.name, CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
           (SELECT 'FOR ' || string_agg(c.command, ', ' ORDER BY c.command)
              FROM policy_command c WHERE c.policy = p.oid),
           (SELECT 'TO ' || string_agg(coalesce(quote_ident(r.rolname), 'PUBLIC'), ', ' ORDER BY r.rolname)
              FROM unnest(p.polroles) AS u(role) LEFT JOIN pg_roles r ON r.oid = u.role),
           'USING ' || p.using_text, 'WITH CHECK ' || p.check_text)
  FROM policy p
UNION ALL
SELECT 'grants', format('%s: %s TO %s%s', g.what, g.privilege_type,
           coalesce(quote_ident(r.rolname), 'PUBLIC'),
           CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
  FROM given_right g LEFT JOIN pg_roles r ON r.oid = g.grantee
UNION ALL
SELECT 'default privileges', format('of %I%s on %s: %s TO %s', pg_get_userbyid(d.defaclrole),
           coalesce(' in schema ' || quote_ident(s.nspname), ''), d.defaclobjtype, x.privilege_type,
           coalesce(quote_ident(r.rolname), 'PUBLIC'))
  FROM pg_default_acl d LEFT JOIN pg_namespace s ON s.oid = d.defaclnamespace
 CROSS JOIN aclexplode(d.defaclacl) AS x LEFT JOIN pg_roles r ON r.oid = x.grantee
 WHERE x.privilege_type <> 'MAINTAIN' OR x.grantee <> d.defaclrole
UNION ALL
SELECT 'functions', concat_ws(', ', name || CASE WHEN prosecdef THEN ': definer' ELSE ': invoker' END,
           CASE provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
           CASE WHEN proleakproof THEN 'leakproof' END, array_to_string(proconfig, ', '))
  FROM routine WHERE NOT of_extension
UNION ALL
SELECT 'views', format('%s: %s', name, (SELECT string_agg(format('%s=%s', o.option_name, o.option_value), ', '
           ORDER BY o.option_name) FROM pg_options_to_table(reloptions) AS o))
  FROM relation WHERE relkind = 'v' AND ('pg_class'::regclass, oid) NOT IN (SELECT * FROM extension_member)
"""
