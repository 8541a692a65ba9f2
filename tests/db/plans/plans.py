"""How the server would run a statement for a business: the nodes of its plan, policies included."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from db.bootstrap import API
from db.statement import Statement
from tests.canaries import Pair
from tests.db.guises import connected, inside

Node = dict[str, Any]
_FIRST_COLUMN = """
    SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
     WHERE i.indexrelid = ('runway.' || $1::text)::regclass
"""
#: A plan made for the values, and one made for any values: the request path gets either.
PLANS = ("force_custom_plan", "force_generic_plan")


async def plan_of(
    pair: Pair, statement: Statement, values: Mapping[str, object], plans: str, *settings: str
) -> list[Node]:
    """The nodes of the plan for our business; the values of its other names are SQL."""
    known = {"business_id": f"'{pair.ours.business}'", **values}
    given = ", ".join(str(value) for value in statement.arguments(known))
    async with connected(pair.world, API) as api, api.transaction():
        await api.execute(*inside(pair.ours).setup)
        await api.execute(f"SET LOCAL plan_cache_mode = {plans}")
        for setting in settings:
            await api.execute(f"SET LOCAL {setting}")
        await api.execute(f"PREPARE asked AS {statement.sql}")
        result = await api.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked ({given})")
    return list(_nodes(json.loads(result)[0]["Plan"]))


async def first_column(pair: Pair, index: str) -> str:
    """The column that an index starts with."""
    (row,) = await pair.world.run(_FIRST_COLUMN, index)
    return str(row["attname"])


def reading(nodes: list[Node], *tables: str) -> list[Node]:
    """Those of the nodes that read one of the tables."""
    return [node for node in nodes if node.get("Relation Name") in tables]


def _nodes(plan: Node) -> Iterator[Node]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
