"""A decision is proposed and withdrawn, or it is said why not; nothing is half done."""

from uuid import uuid4

import pytest

from tests.records import bill
from tests.schema.decisions.desk import PROPOSE, WITHDRAW, Desk, error, open_desk
from tests.serving import Served
from tests.world import ADVISOR, ANALYST, OWNER, gid


@pytest.mark.parametrize(
    ("item", "action", "user"),
    [
        ("bill", "PAY", OWNER),
        ("bill", "SCHEDULE", ADVISOR),
        ("bill", "DELAY", OWNER),
        ("invoice", "CHASE", OWNER),
        ("invoice", "EXPECT", ADVISOR),
    ],
)
async def test_a_proposal_is_in_the_queue_with_its_item_author_and_version(
    desk: Desk, item: str, action: str, user: str
) -> None:
    payload = await desk.propose(item, action, user=user, note="On Friday,\nplease: 10\u00a0000 € 👩‍🍳")
    made = payload["decision"]
    assert payload["userErrors"] == []
    assert (made["status"], made["action"], made["version"]) == ("PROPOSED", action, 1)
    assert made["item"] == {"id": desk.items[item]}
    assert made["proposedBy"] == {"email": user}
    assert made["proposedAt"].endswith("Z")
    (queued,) = await desk.queue()
    assert (queued["id"], queued["item"]["id"]) == (made["id"], desk.items[item])
    assert queued["note"] == "On Friday,\nplease: 10\u00a0000 € 👩‍🍳"


async def test_a_decision_is_found_by_its_id(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]
    text = f'{{ node(id: "{made["id"]}") {{ __typename ... on Decision {{ status item {{ id }} }} }} }}'
    assert (await desk.ask(text))["node"] == {
        "__typename": "Decision",
        "status": "PROPOSED",
        "item": {"id": desk.items["bill"]},
    }


async def test_the_payload_and_its_query_see_the_change(desk: Desk) -> None:
    proposed = await desk.propose("bill")
    made = proposed["decision"]["id"]
    assert proposed["query"]["decisionConsole"]["queue"]["nodes"] == [{"id": made, "status": "PROPOSED"}]
    withdrawn = await desk.withdraw(made)
    assert (withdrawn["decision"]["status"], withdrawn["decision"]["version"]) == ("WITHDRAWN", 2)
    assert withdrawn["query"]["decisionConsole"]["queue"] == {
        "nodes": [{"id": made, "status": "WITHDRAWN"}],
        "totalCount": {"count": 1},
    }


async def test_several_steps_of_one_request_each_see_the_one_before(desk: Desk) -> None:
    first, second = desk.items["bill"], desk.items["other bill"]
    step = "{ query { decisionConsole { queue { totalCount { count } } } } }"
    text = (
        f'mutation {{ a: proposeDecision(input: {{itemId: "{first}", action: PAY}}) {step} '
        f'b: proposeDecision(input: {{itemId: "{second}", action: PAY}}) {step} }}'
    )
    answer = await desk.ask(text)
    counts = [answer[name]["query"]["decisionConsole"]["queue"]["totalCount"]["count"] for name in "ab"]
    assert counts == [1, 2]


async def test_an_item_may_be_decided_again_once_the_decision_is_withdrawn_and_ids_never_repeat(
    desk: Desk,
) -> None:
    seen = set()
    for _ in range(3):
        made = (await desk.propose("bill"))["decision"]["id"]
        assert (await desk.withdraw(made))["userErrors"] == []
        seen.add(made)
    assert len(seen) == 3
    assert {item["status"] for item in await desk.queue()} == {"WITHDRAWN"}


@pytest.mark.parametrize("item", ["settled", "blocked", "voided"])
async def test_an_item_that_is_settled_blocked_or_void_is_not_ready(desk: Desk, item: str) -> None:
    payload = await desk.propose(item)
    assert error(payload) == ("ITEM_NOT_READY", ["input", "itemId"])
    assert payload["decision"] is None
    assert await desk.queue() == []


@pytest.mark.parametrize(
    ("item", "action"), [("bill", "CHASE"), ("bill", "EXPECT"), ("invoice", "PAY"), ("invoice", "DELAY")]
)
async def test_an_action_of_the_other_kind_is_not_possible(desk: Desk, item: str, action: str) -> None:
    payload = await desk.propose(item, action)
    assert error(payload) == ("ACTION_NOT_POSSIBLE", ["input", "action"])
    assert action in payload["userErrors"][0]["message"]


async def test_a_queued_item_shows_the_decision_that_stands_in_the_way(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]["id"]
    payload = await desk.propose("bill", "DELAY", user=ADVISOR)
    assert error(payload) == ("ALREADY_QUEUED", ["input", "itemId"])
    assert payload["decision"]["id"] == made
    assert payload["decision"]["action"] == "PAY"


async def test_an_older_version_is_a_conflict_that_shows_the_newer_one(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]["id"]
    for version in (0, 2):
        payload = await desk.withdraw(made, expectedVersion=version)
        assert error(payload) == ("CONFLICT", ["input", "expectedVersion"])
        assert (payload["decision"]["version"], payload["decision"]["status"]) == (1, "PROPOSED")
    assert (await desk.withdraw(made, expectedVersion=1))["decision"]["version"] == 2
    assert error(await desk.withdraw(made, expectedVersion=1))[0] == "CONFLICT"


async def test_a_withdrawn_decision_cannot_be_withdrawn(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]["id"]
    await desk.withdraw(made)
    payload = await desk.withdraw(made)
    assert error(payload) == ("ILLEGAL_TRANSITION", ["input", "id"])
    assert payload["decision"]["version"] == 2


async def test_an_analyst_reads_the_queue_and_cannot_change_it(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]["id"]
    refused = await desk.propose("other bill", user=ANALYST)
    assert error(refused) == ("FORBIDDEN", [])
    assert error(await desk.withdraw(made, user=ANALYST)) == ("FORBIDDEN", [])
    assert refused["query"]["decisionConsole"]["queue"]["nodes"] == [{"id": made, "status": "PROPOSED"}]
    assert await desk.decisions() == 1


async def test_what_is_nowhere_or_in_another_business_is_not_found(desk: Desk) -> None:
    other = await open_desk(Served(desk.world, desk.api))
    theirs = (await other.propose("bill"))["decision"]["id"]
    for item in (gid("Bill", uuid4()), other.items["bill"], gid("Invoice", uuid4())):
        payload = await desk.propose(item)
        assert error(payload) == ("NOT_FOUND", ["input", "itemId"])
        assert payload["decision"] is None
    for decision in (gid("Decision", uuid4()), theirs):
        assert error(await desk.withdraw(decision)) == ("NOT_FOUND", ["input", "id"])
    assert (await other.queue())[0]["version"] == 1


async def test_a_payment_is_no_item_even_by_its_id(desk: Desk) -> None:
    payment = {"Id": "9", "TotalAmt": 5, "CustomerRef": {"value": "1"}, "TxnDate": "2026-11-01"}
    await desk.world.load(desk.business, {"Payment": [payment]})
    text = "SELECT id FROM runway.document WHERE kind = 'PAYMENT' AND business_id = $1"
    (row,) = await desk.world.run(text, desk.business)
    assert error(await desk.propose(gid("Bill", row["id"])))[0] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"itemId": "junk"}, "input.itemId"),
        ({"itemId": gid("Vendor", uuid4())}, "input.itemId"),
        ({"note": "x" * 2001}, "input.note"),
        ({"note": "a\0"}, "input.note"),
        ({"note": "a\nb\x1b[2J"}, "input.note"),
        ({"idempotencyKey": "x" * 201}, "input.idempotencyKey"),
        ({"idempotencyKey": "\0"}, "input.idempotencyKey"),
    ],
)
async def test_an_input_that_cannot_be_used_is_refused_by_its_path(
    desk: Desk, given: dict[str, str], place: str
) -> None:
    reply = await desk.raw(PROPOSE, {"itemId": desk.items["bill"], "action": "PAY", **given})
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == place
    assert await desk.decisions() == 0


async def test_a_withdrawal_names_a_decision(desk: Desk) -> None:
    reply = await desk.raw(WITHDRAW, {"id": desk.items["bill"]})
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == "input.id"


async def test_the_longest_note_and_key_are_kept(desk: Desk) -> None:
    payload = await desk.propose("bill", note="é" * 2000, idempotencyKey="k" * 200)
    assert payload["decision"]["note"] == "é" * 2000


async def test_the_same_key_with_the_same_input_is_the_same_decision(desk: Desk) -> None:
    first = await desk.propose("bill", note="n", idempotencyKey="k")
    again = await desk.propose("bill", note="n", idempotencyKey="k")
    assert again["userErrors"] == []
    assert again["decision"] == first["decision"]
    assert await desk.decisions() == 1


async def test_so_it_is_when_the_decision_has_moved_on(desk: Desk) -> None:
    made = (await desk.propose("bill", idempotencyKey="k"))["decision"]["id"]
    await desk.withdraw(made)
    again = await desk.propose("bill", idempotencyKey="k")
    assert (again["decision"]["id"], again["decision"]["status"]) == (made, "WITHDRAWN")
    assert await desk.decisions() == 1


async def test_a_blank_note_is_the_same_input_as_none(desk: Desk) -> None:
    first = await desk.propose("bill", idempotencyKey="k")
    again = await desk.propose("bill", note=" ", idempotencyKey="k")
    assert (again["decision"], again["userErrors"]) == (first["decision"], [])


@pytest.mark.parametrize(
    "change", [{"action": "DELAY"}, {"note": "another"}, {"item": "other bill"}], ids=repr
)
async def test_the_same_key_with_another_input_is_refused(desk: Desk, change: dict[str, str]) -> None:
    await desk.propose("bill", idempotencyKey="k")
    other = {"item": "bill", "action": "PAY", **change}
    payload = await desk.propose(**other, idempotencyKey="k")
    assert error(payload) == ("IDEMPOTENCY_KEY_REUSED", ["input", "idempotencyKey"])
    assert payload["decision"] is None
    assert await desk.decisions() == 1


async def test_a_refused_proposal_does_not_use_its_key_up(desk: Desk) -> None:
    assert error(await desk.propose("blocked", idempotencyKey="k"))[0] == "ITEM_NOT_READY"
    await desk.world.load(desk.business, {"Bill": [bill("4", SyncToken="1")]})
    assert (await desk.propose("blocked", idempotencyKey="k"))["userErrors"] == []


async def test_two_businesses_may_use_the_same_key(desk: Desk) -> None:
    other = await open_desk(Served(desk.world, desk.api))
    one = await desk.propose("bill", idempotencyKey="k")
    two = await other.propose("bill", idempotencyKey="k")
    assert one["decision"]["id"] != two["decision"]["id"]
    assert two["userErrors"] == []
