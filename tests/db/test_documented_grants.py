"""The page for DBAs says what the roles of requests may do with each table, as the catalogue does."""

import re

from db.bootstrap import API, PORTFOLIO
from tests.house.repository import ROOT, text
from tests.world import World

COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")
_RIGHTS = """
SELECT c.relname, p.command,
       CASE WHEN has_table_privilege($1, c.oid, p.command) THEN 'yes'
            WHEN p.command <> 'DELETE' AND has_any_column_privilege($1, c.oid, p.command) THEN 'some columns'
            ELSE '' END AS may
  FROM pg_class AS c, unnest($2::text[]) AS p(command)
 WHERE c.relnamespace = 'runway'::regnamespace AND c.relkind IN ('r', 'p')
"""


def _documented() -> dict[tuple[str, str], str]:
    page = text(ROOT / "docs" / "dba.md")
    part = page[page.index("Grants of `runway_api`:") : page.index("## Policies")]
    return {
        (table, command): may.strip()
        for row in re.findall(r"^\| (`.*)\|$", part, re.MULTILINE)
        for tables, *rights in [row.split("|")]
        for table in re.findall(r"`(\w+)`", tables)
        for command, may in zip(COMMANDS, rights, strict=True)
    }


async def test_the_grants_of_the_page_are_those_of_the_catalogue(world: World) -> None:
    rows = await world.run(_RIGHTS, API, list(COMMANDS))
    assert _documented() == {(row["relname"], row["command"]): row["may"] for row in rows}


async def test_the_tables_of_the_page_are_all_that_the_portfolio_may_select(world: World) -> None:
    page = text(ROOT / "docs" / "dba.md")
    start = page.index("`runway_portfolio` has SELECT")
    documented = re.findall(r"`(\w+)`", page[start : page.index("`PUBLIC` has", start)])[1:]
    rows = await world.run(_RIGHTS, PORTFOLIO, list(COMMANDS))
    may = {(row["relname"], row["command"]) for row in rows if row["may"]}
    assert may == {(table, "SELECT") for table in documented}
