"""How the server compares the versions of an import with those that the books hold."""

from collections.abc import AsyncIterator

import pytest

from db.queries.sources.exports import COMPARE
from tests.canaries import Pair
from tests.db.plans.plans import plan_of
from tests.db.plans.planted import Planted

#: Records of an import of which the books hold none.
MANY = 5_000


@pytest.fixture(scope="module")
async def pair(planted: Planted) -> AsyncIterator[Pair]:
    async with planted.copied() as pair:
        yield pair


async def test_records_are_never_compared_each_with_each(pair: Pair) -> None:
    values = {
        "ids": "ARRAY[" + ", ".join(f"'{number:032x}'::uuid" for number in range(MANY)) + "]",
        "sync_tokens": f"array_fill(0::bigint, ARRAY[{MANY}])",
        "updated_at": f"array_fill(NULL::timestamptz, ARRAY[{MANY}])",
    }
    nodes = await plan_of(pair, COMPARE, values, "force_custom_plan")
    joins = [node["Node Type"] for node in nodes if "Join Type" in node]
    assert joins == ["Hash Join"]
