"""An object is found by its id under its own type, and under no other."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from schema import ids
from tests.schema.decisions.desk import Desk
from tests.world import ANALYST, OWNER, gid

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


NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


async def test_nodes_come_in_the_order_of_their_ids_with_null_for_what_is_not_there(
    desk: Desk, keys: Mapping[str, UUID]
) -> None:
    nobodys = gid("Decision", UUID(int=7))
    there = [gid(name, keys[name]) for name in ("Customer", "Bill", "Vendor", "Invoice")]
    twin = gid("Bill", keys["Invoice"])
    given = [there[0], nobodys, there[1], twin, *there[2:], there[1], gid("Business", desk.business)]
    nodes = (await desk.ask(NODES, ANALYST, ids=given))["nodes"]
    assert [node and node["id"] for node in nodes] == [
        None if sent in (nobodys, twin) else sent for sent in given
    ]
    assert [node["__typename"] for node in nodes if node] == [
        *("Customer", "Bill", "Vendor", "Invoice", "Bill", "Business")
    ]


async def test_nodes_of_a_type_are_read_by_one_statement(desk: Desk) -> None:
    items = [desk.items[name] for name in ("bill", "other bill", "blocked", "invoice")]
    desk.world.statements.clear()
    assert None not in (await desk.ask(NODES, ids=items))["nodes"]
    reads = [sql for sql in desk.world.statements if "runway.document" in sql]
    assert len(reads) == 1


@pytest.mark.parametrize(("count", "codes"), [(0, []), (100, []), (101, ["BAD_USER_INPUT"])])
async def test_nodes_takes_up_to_100_ids(desk: Desk, count: int, codes: list[str]) -> None:
    variables = {"ids": [desk.items["bill"]] * count}
    reply = await desk.api.ask(NODES, user=OWNER, business=desk.business, variables=variables)
    assert reply.codes == codes


async def test_an_id_that_is_none_is_refused_by_the_name_of_the_argument(desk: Desk) -> None:
    reply = await desk.api.ask(NODES, user=OWNER, business=desk.business, variables={"ids": ["x"]})
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["message"].startswith("ids ")


KEPT_APART = """{ decisionConsole { id } hygieneTray { id } approvalPolicy { id } runwayPolicy { id }
  vendors { nodes { id terms { id } } } }"""


async def test_what_a_business_has_one_of_has_an_id_of_its_own(desk: Desk) -> None:
    first, second = [await desk.ask(KEPT_APART, user) for user in (OWNER, ANALYST)]
    assert first == second
    roots = ("decisionConsole", "hygieneTray", "approvalPolicy", "runwayPolicy")
    keys = [first[name]["id"] for name in roots]
    keys += [node["terms"]["id"] for node in first["vendors"]["nodes"]]
    assert keys[:4] == [gid(name[0].upper() + name[1:], desk.business) for name in roots]
    assert len(set(keys)) == len(keys) > 4


@pytest.mark.parametrize("root", ["decisionConsole", "approvalPolicy"])
async def test_the_console_and_the_policy_are_found_by_their_ids_in_their_own_business(
    desk: Desk, root: str
) -> None:
    kind = root[0].upper() + root[1:]
    other = await desk.world.business("Other")
    own, foreign, unknown = (gid(kind, key) for key in (desk.business, other, UUID(int=7)))
    assert (await desk.ask(NODE, id=own))["node"] == {"__typename": kind}
    assert [(await desk.ask(NODE, id=key))["node"] for key in (foreign, unknown)] == [None, None]
