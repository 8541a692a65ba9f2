"""An object is found by its id under its own type, and under no other."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from schema import ids
from tests.schema.decisions.desk import Desk
from tests.world import gid

NODE = "query ($id: ID!) { node(id: $id) { __typename } }"
#: Types whose keys are looked up in the same table.
TWINS = {"Bill": "Invoice", "Invoice": "Bill", "Vendor": "Customer", "Customer": "Vendor"}


@pytest.fixture
async def keys(desk: Desk) -> Mapping[str, UUID]:
    """A key of each type that shares its table with another one."""
    result = {name: ids.decode(desk.items[name.lower()], "id", name)[1] for name in ("Bill", "Invoice")}
    for kind in ("VENDOR", "CUSTOMER"):
        text = "SELECT id FROM runway.party WHERE business_id = $1 AND kind = $2"
        (row,) = await desk.world.run(text, desk.business, kind)
        result[kind.title()] = row["id"]
    return result


@pytest.mark.parametrize("name", TWINS)
async def test_a_key_under_the_name_of_its_twin_finds_nothing(
    desk: Desk, keys: Mapping[str, UUID], name: str
) -> None:
    assert (await desk.ask(NODE, id=gid(name, keys[name])))["node"] == {"__typename": name}
    assert (await desk.ask(NODE, id=gid(TWINS[name], keys[name])))["node"] is None
