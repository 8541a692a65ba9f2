"""Which business a request is for, and what somebody learns who may not enter it: nothing."""

import re
from collections.abc import Mapping
from uuid import UUID, uuid4

import httpx
import pytest

from tests.schema.decisions.desk import Desk, open_desk
from tests.server.knocking import SECRETS, post, query, refusal
from tests.serving import Served
from tests.world import ADVISOR, ANALYST, OWNER, gid

UUIDS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: Answers that say the same are equal only if their requests have the same id.
ONE_ID = {"x-request-id": "probe"}
NOBODY = "nobody@example.org"
NAME = "{ business { id name } }"
#: Every root field that needs a business.
EVERYTHING = """{
  business { id } decisionConsole { asOf items { nodes { id } } } hygieneTray { asOf }
  bills { nodes { id } } invoices { nodes { id } } accounts { nodes { id } }
}"""


@pytest.fixture(scope="module")
async def mine(served: Served) -> UUID:
    """The owner's; the advisor has it and another."""
    return await served.world.business("Mine", members={OWNER: "OWNER", ADVISOR: "ADVISOR"})


@pytest.fixture(scope="module")
async def theirs(served: Served, mine: UUID) -> Desk:
    """Another business, with items and a decision; not the owner's."""
    desk = await open_desk(served)
    await served.world.directory.revoke(desk.business, OWNER)
    assert (await desk.propose("bill", user=ADVISOR))["userErrors"] == []
    return desk


def named(value: str) -> dict[str, str]:
    return {"x-business-id": value}


async def test_a_business_is_named_by_its_global_id_or_its_bare_uuid(served: Served, mine: UUID) -> None:
    for value in (gid("Business", mine), str(mine), str(mine).upper(), mine.hex):
        reply = await served.api.ask(NAME, headers=named(value))
        assert reply.data["business"] == {"id": gid("Business", mine), "name": "Mine"}


NOWHERE = UUID("0b1f6b0e-6c3e-4b8e-9d0a-2f6f1f0c9a11")
JUNK = ["junk", "", "1", "0" * 31, "QnVzaW5lc3M6", gid("Bill", NOWHERE), gid("Business", NOWHERE)[:-8], "%00"]


@pytest.mark.parametrize("junk", JUNK)
async def test_a_name_that_is_none_is_refused_before_graphql(served: Served, junk: str) -> None:
    error = refusal(await post(served, "{", named(junk)), 400, "BAD_USER_INPUT")
    assert error["extensions"]["field"] == "X-Business-Id"
    assert error["message"].startswith("X-Business-Id ")


async def test_the_only_membership_needs_no_name(served: Served, mine: UUID) -> None:
    await served.world.business("Hers", members={"single@example.org": "ANALYST"})
    assert (await served.api.ask(NAME, user="single@example.org")).data["business"]["name"] == "Hers"


async def test_who_has_several_must_name_one_and_is_told_once(served: Served, theirs: Desk) -> None:
    reply = await served.api.ask(EVERYTHING, user=ADVISOR)
    assert reply.codes == ["BAD_REQUEST"]
    assert reply.status == 400
    assert "X-Business-Id" in reply.errors[0]["message"]


async def test_who_has_none_may_not_enter_and_is_told_once(served: Served, mine: UUID) -> None:
    for headers in ({}, named(str(mine)), named(str(uuid4()))):
        reply = await served.api.ask(EVERYTHING, user=NOBODY, headers=headers)
        assert reply.codes == ["FORBIDDEN"]
        assert reply.status == 403
        assert "data" not in reply.body


async def test_the_viewer_needs_no_business(served: Served, theirs: Desk) -> None:
    text = "{ viewer { email businesses { id name role } } }"
    assert (await served.api.ask(text, user=NOBODY)).data["viewer"] == {"email": NOBODY, "businesses": []}
    result = (await served.api.ask(text, user=ADVISOR)).data["viewer"]["businesses"]
    assert [(item["name"], item["role"]) for item in result] == [("Acme", "ADVISOR"), ("Mine", "ADVISOR")]


async def test_another_s_business_looks_like_one_that_never_was(served: Served, theirs: Desk) -> None:
    replies = [
        await served.api.ask(EVERYTHING, headers=named(item) | ONE_ID)
        for item in (str(theirs.business), str(uuid4()), gid("Business", theirs.business))
    ]
    assert [reply.codes for reply in replies] == [["FORBIDDEN"]] * 3
    assert len({str(reply.body) for reply in replies}) == 1


async def test_a_membership_ends_with_the_next_request(served: Served) -> None:
    business = await served.world.business(members={"temp@example.org": "OWNER"})
    assert (await served.api.ask(NAME, user="temp@example.org", business=business)).data["business"]
    await served.world.directory.revoke(business, "temp@example.org")
    reply = await served.api.ask(NAME, user="temp@example.org", business=business)
    assert reply.codes == ["FORBIDDEN"]


async def test_a_role_changes_with_the_next_request(served: Served) -> None:
    desk = await open_desk(served)
    await served.world.directory.grant(desk.business, ANALYST, "OWNER")
    assert (await desk.propose("bill", user=ANALYST))["userErrors"] == []
    await served.world.directory.grant(desk.business, ANALYST, "ANALYST")
    (error,) = (await desk.propose("other bill", user=ANALYST))["userErrors"]
    assert error["code"] == "FORBIDDEN"


async def probes(served: Served, mine: UUID, theirs: Desk) -> Mapping[str, httpx.Response]:
    """What the owner may try in order to learn something of the other business."""
    rows = await served.world.run("SELECT id FROM runway.decision WHERE business_id = $1", theirs.business)
    decision = gid("Decision", rows[0]["id"])
    bill = theirs.items["bill"]
    node = "query ($id: ID!) { node(id: $id) { id } }"
    step = "{ decision { id } userErrors { code } }"
    propose = f"mutation ($id: ID!) {{ proposeDecision(input: {{itemId: $id, action: PAY}}) {step} }}"
    withdraw = f"mutation ($id: ID!) {{ withdrawDecision(input: {{id: $id}}) {step} }}"
    filtered = "query ($id: ID!) { decisionConsole { queue(filter: {itemId: {eq: $id}}) { nodes { id } } } }"
    tried = {
        "node": (node, bill),
        "decision": (node, decision),
        "business node": (node, gid("Business", theirs.business)),
        "propose": (propose, bill),
        "withdraw": (withdraw, decision),
        "filter": (filtered, bill),
    }
    answers = {
        name: await query(served, text, named(str(mine)), variables={"id": guessed})
        for name, (text, guessed) in tried.items()
    }
    return {**answers, "business": await query(served, EVERYTHING, named(str(theirs.business)) | ONE_ID)}


async def test_no_answer_shows_that_anything_of_another_business_exists(
    served: Served, mine: UUID, theirs: Desk
) -> None:
    answers = await probes(served, mine, theirs)
    for name, response in answers.items():
        assert not SECRETS.search(response.text), name
        assert set(UUIDS.findall(response.text)) <= {str(mine)}, name
        assert response.status_code == (403 if name == "business" else 200)
    bodies = {name: response.json() for name, response in answers.items()}
    for name in ("node", "decision", "business node"):
        assert bodies[name] == {"data": {"node": None}}
    for name, field in (("propose", "proposeDecision"), ("withdraw", "withdrawDecision")):
        refused = {"decision": None, "userErrors": [{"code": "NOT_FOUND"}]}
        assert bodies[name] == {"data": {field: refused}}
    assert bodies["filter"] == {"data": {"decisionConsole": {"queue": {"nodes": []}}}}
    assert [item["version"] for item in await decisions_of(theirs)] == [1]


async def decisions_of(desk: Desk) -> list[dict[str, int]]:
    text = "SELECT version FROM runway.decision WHERE business_id = $1"
    return [dict(row) for row in await desk.world.run(text, desk.business)]


async def test_who_may_not_enter_is_refused_before_their_arguments_are_looked_at(
    served: Served, mine: UUID
) -> None:
    """No value, cursor or document of a stranger costs more than to read it."""
    texts = [
        '{ bills(after: "nonsense") { nodes { id } } }',
        '{ viewer { email } node(id: "nonsense") { id } }',
        "{ bills(first: 1000) { nodes { id } } }",
        "{ nothing }",
        'mutation { proposeDecision(input: {itemId: "nonsense", action: PAY}) { userErrors { code } } }',
    ]
    for text in texts:
        reply = await served.api.ask(text, user=NOBODY, business=mine)
        assert (reply.status, reply.codes) == (403, ["FORBIDDEN"])
        assert "data" not in reply.body
