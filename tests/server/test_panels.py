"""A panel of a screen whose statement fails is null with its error; every other panel has its data."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.schema.decisions.desk import Desk, in_days, open_desk
from tests.serving import Served
from tests.world import World

SCREEN = """{
  business { name lastSync { importId } }
  runway { cash { amount } available { amount } forecast { weeks { closingBalance { amount } } } }
  decisionConsole { cash { amount } items { nodes { id } } queue { totalCount { count } } }
  hygieneTray { severityCounts { severity count } issues { nodes { id } } trend { date score } }
  payables { total { amount } }
  outbox { nodes { id } }
  auditTrail(first: 1) { totalCount { count } nodes { id } }
}"""
#: Tables that one panel alone reads, and where it is in the answer.
ALONE = {
    "earmark": ["runway"],
    "quality_snapshot": ["hygieneTray", "trend"],
    "audit_event": ["auditTrail"],
}


@pytest.fixture
async def desk(own_world: World) -> AsyncIterator[Desk]:
    async with own_world.api() as api:
        desk = await open_desk(Served(own_world, api))
        await desk.propose("bill", date=in_days(1))
        yield desk


def without(data: Any, path: list[str]) -> Any:
    """The data with null at one place."""
    key, *rest = path
    return {**data, key: without(data[key], rest) if rest else None}


@pytest.mark.parametrize("table", ALONE)
async def test_a_panel_whose_table_may_not_be_read_leaves_the_others(desk: Desk, table: str) -> None:
    whole = (await desk.raw(SCREEN, {})).data
    await desk.world.run(f"REVOKE SELECT ON runway.{table} FROM runway_api")
    reply = await desk.raw(SCREEN, {})
    path = ALONE[table]
    assert [(error["path"], error["extensions"]["code"]) for error in reply.errors] == [
        (path, "INTERNAL_SERVER_ERROR")
    ]
    assert reply.status == 200
    assert reply.body["data"] == without(whole, path) != whole
    await desk.world.run(f"GRANT SELECT ON runway.{table} TO runway_api")
    assert (await desk.raw(SCREEN, {})).data == whole


async def test_a_panel_that_waits_too_long_for_a_locked_table_leaves_the_others(desk: Desk) -> None:
    whole = (await desk.raw(SCREEN, {})).data
    holding = await desk.world.address.connect()
    try:
        async with holding.transaction():
            await holding.execute("LOCK TABLE runway.earmark")
            reply = await desk.raw(SCREEN, {})
    finally:
        await holding.close()
    assert [(error["path"], error["extensions"]["code"]) for error in reply.errors] == [
        (["runway"], "TIMEOUT")
    ]
    assert reply.body["data"] == without(whole, ["runway"])
