"""A business that the operation names itself, instead of the header or beside it."""

from typing import Any

import pytest

from tests.records import usd
from tests.schema.decisions.desk import MEMBERS, Desk
from tests.world import ADVISOR, OWNER, Reply, gid

NAMED = "query ($id: ID) { business(id: $id) { id } runwayPolicy { version } }"
STRANGER = "stranger@example.org"


@pytest.fixture
async def other(desk: Desk) -> str:
    """A second business of the same people."""
    return gid("Business", await desk.world.business("Other", members=MEMBERS))


@pytest.fixture
def own(desk: Desk) -> str:
    return gid("Business", desk.business)


async def ask(desk: Desk, text: str, user: str = OWNER, *, header: bool = False, **variables: Any) -> Reply:
    business = desk.business if header else None
    return await desk.api.ask(text, user=user, business=business, variables=variables)


async def test_without_a_header_the_id_names_the_business_of_the_whole_request(
    desk: Desk, own: str, other: str
) -> None:
    for business in (own, other):
        for user in (OWNER, ADVISOR):
            assert (await ask(desk, NAMED, user, id=business)).data["business"] == {"id": business}
    assert (await ask(desk, f'{{ business(id: "{other}") {{ id }} }}')).data == {"business": {"id": other}}
    console = '{ business(id: "%s") { id } bills(first: 100) { totalCount { count } } }'
    counts = [(await ask(desk, console % name)).data["bills"]["totalCount"]["count"] for name in (own, other)]
    assert counts == [5, 0]


@pytest.mark.parametrize("more", [{}, {"id": None}])
async def test_no_id_is_as_no_argument(desk: Desk, own: str, other: str, more: dict[str, Any]) -> None:
    assert (await ask(desk, NAMED, **more)).codes == ["BAD_REQUEST"]
    assert (await ask(desk, NAMED, header=True, **more)).data["business"] == {"id": own}
    default = NAMED.replace("$id: ID", f'$id: ID = "{other}"')
    assert (await ask(desk, default)).data["business"] == {"id": other}


async def test_an_id_beside_the_header_names_the_same_business_or_is_refused_as_no_business_is(
    desk: Desk, own: str, other: str
) -> None:
    assert (await ask(desk, NAMED, header=True, id=own)).data["business"] == {"id": own}
    outside = await desk.api.ask(NAMED, user=STRANGER, business=desk.business, variables={"id": own})
    refused = await ask(desk, NAMED, header=True, id=other)
    assert refused.codes == outside.codes == ["FORBIDDEN"]
    assert (refused.status, "data" in refused.body) == (outside.status, "data" in outside.body)


async def test_who_may_not_enter_the_named_business_is_refused(desk: Desk, own: str) -> None:
    assert (await ask(desk, NAMED, STRANGER, id=own)).codes == ["FORBIDDEN"]


async def test_a_request_that_names_two_businesses_is_refused_by_the_name_of_the_argument(
    desk: Desk, own: str, other: str
) -> None:
    fragment = f'fragment F on Query {{ other: business(id: "{other}") {{ id }} }}'
    text = f'{{ business(id: "{own}") {{ id }} ...F }} {fragment}'
    for header in (False, True):
        reply = await ask(desk, text, header=header)
        assert reply.codes == ["BAD_USER_INPUT"]
        assert reply.errors[0]["extensions"]["field"] == "id"
    same = f'{{ business(id: "{own}") {{ id }} other: business(id: "{desk.business}") {{ id }} }}'
    assert (await ask(desk, same)).data["other"] == {"id": own}


async def test_an_id_that_is_none_of_a_business_is_refused_by_the_name_of_the_argument(desk: Desk) -> None:
    for wrong in ("x", desk.items["bill"]):
        reply = await ask(desk, NAMED, id=wrong)
        assert reply.codes == ["BAD_USER_INPUT"]
        assert reply.errors[0]["extensions"]["field"] == "id"


async def test_below_a_mutation_the_id_must_be_that_of_the_business_entered(
    desk: Desk, own: str, other: str
) -> None:
    step = "userErrors { code } query { business(id: $b) { id } }"
    text = f"mutation ($i: SetEarmarkInput!, $b: ID) {{ setEarmark(input: $i) {{ {step} }} }}"
    given = {"name": "Taxes", "amount": usd("5")}
    done = await ask(desk, text, header=True, i=given, b=own)
    assert done.data["setEarmark"]["query"]["business"] == {"id": own}
    refused = await ask(desk, text, header=True, i=given, b=other)
    assert refused.codes == ["FORBIDDEN"]
    assert refused.body["data"]["setEarmark"]["query"]["business"] is None
