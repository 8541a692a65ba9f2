"""A server that is older than the fixes of its own row-level security."""

from dataclasses import dataclass

from isolation.lints.lint import Level, Lint


@dataclass(frozen=True, slots=True)
class Fix:
    """A hole in row-level security, and by major version the first minor one without it.

    `open_if` is SQL over the common tables: whether this schema lets anybody through the hole.
    """

    cve: str
    hole: str
    fixed_in: tuple[tuple[int, int], ...]
    open_if: str = "true"


#: ON CONFLICT meets a hidden row only through a unique key that is without the tenant column: a row
#: proposed for another tenant is refused by the policy's check before a conflict is looked for.
_CONFLICT_WITH_HIDDEN_ROWS = """EXISTS (
    SELECT FROM isolated_table t
      JOIN reachable a ON a.oid = t.oid AND a.privilege = 'INSERT'
      JOIN reachable u ON u.oid = t.oid AND u.given = a.given AND u.privilege = 'UPDATE'
      JOIN pg_index i ON i.indrelid = t.oid
     WHERE i.indisunique AND NOT t.key = ANY ((i.indkey::smallint[])[0:i.indnkeyatts - 1]))"""


#: From PostgreSQL's own advisories; a major version that is not named never had the hole, or gets no fixes.
FIXES = (
    Fix(
        "CVE-2023-2455",
        "a function that was inlined kept the policies of another role",
        ((11, 20), (12, 15), (13, 11), (14, 8), (15, 3)),
    ),
    Fix("CVE-2023-39418", "MERGE passed by policies for UPDATE and SELECT", ((15, 4),)),
    Fix(
        "CVE-2024-10976",
        "a reused plan kept the policies of another role in subqueries and views",
        ((12, 21), (13, 17), (14, 14), (15, 9), (16, 5), (17, 1)),
    ),
    Fix(
        "CVE-2025-8713",
        "planner statistics showed sampled rows of partitions and child tables",
        ((13, 22), (14, 19), (15, 14), (16, 10), (17, 6)),
    ),
    Fix(
        "CVE-2026-120154",
        "INSERT ... ON CONFLICT DO UPDATE, repeated, reads rows that a policy hides",
        ((14, 25), (15, 20), (16, 16), (17, 12), (18, 7)),
        _CONFLICT_WITH_HIDDEN_ROWS,
    ),
)


def question(fixes: tuple[Fix, ...]) -> str:
    """The SQL that asks whether the server has these fixes."""
    rows = ", ".join(
        f"('{fix.cve}', '{fix.hole}', {major}, {minor}, {fix.open_if})"
        for fix in fixes
        for major, minor in fix.fixed_in
    )
    return f"""
    SELECT 'server: ' || f.cve,
           format('%s; this is %s, fixed in %s.%s', f.hole, s.shown, f.major, f.minor), ''
      FROM (SELECT current_setting('server_version'), current_setting('server_version_num')::integer)
        AS s(shown, number)
      JOIN (VALUES {rows}) AS f(cve, hole, major, minor, is_open)
        ON f.major = s.number / 10000 AND s.number % 10000 < f.minor AND f.is_open
    """  # noqa: S608  # The facts above, and nothing from outside.


LINT = Lint(
    code="server_version",
    level=Level.WARNING,
    title="The server is older than a fix of row-level security",
    why="Each of these holes lets somebody who can run SQL of their own past policies that are right. A hole "
    "that the schema itself closes, by keys that all hold the tenant column, is left out.",
    fix="Update PostgreSQL to the newest minor version; that needs no dump, only a restart.",
    sql=question(FIXES),
)
