"""A bill from proposal to the import of its payment: what is decided about it no longer looks ready."""

from datetime import timedelta

import pytest

from tests.clock import NOW, today
from tests.records import account, bill, customer, invoice, usd, vendor
from tests.schema.decisions.desk import STAFF, Desk, codes, mutation
from tests.schema.runway.till import pay
from tests.world import ADVISOR, ANALYST, OWNER, World

CONSOLE = """query ($decided: Boolean!) { decisionConsole {
  items(first: 100, filter: {kind: {eq: BILL}, hasDecision: {eq: $decided}}) { nodes { id readiness } } } }"""
NODE = "query ($id: ID!) { node(id: $id) { ... on Document { readiness } } }"


async def listed(desk: Desk, *, decided: bool) -> dict[str, str]:
    """The console's bills, as an analyst sees them."""
    nodes = (await desk.ask(CONSOLE, ANALYST, decided=decided))["decisionConsole"]["items"]["nodes"]
    return {node["id"]: node["readiness"] for node in nodes}


async def readiness(desk: Desk, item: str, user: str = ANALYST) -> str:
    result: str = (await desk.ask(NODE, user, id=desk.items[item]))["node"]["readiness"]
    return result


async def paid_by_import(desk: Desk, balance: float) -> None:
    """The next import shows a payment of the first bill."""
    payment = pay("p-1", today(), 120.0 - balance, "1")
    newer = bill("1", SyncToken="1", Balance=balance)
    await desk.world.load(desk.business, {"Bill": [newer], "BillPayment": [payment]})


async def test_a_bill_is_ready_until_it_is_decided_about_and_not_again_until_the_books_show_it(
    desk: Desk,
) -> None:
    first, other = desk.items["bill"], desk.items["other bill"]
    assert await listed(desk, decided=False) == {first: "READY", other: "READY"}
    made = (await desk.propose("bill", user=STAFF))["decision"]
    assert await listed(desk, decided=False) == {other: "READY"}
    assert await listed(desk, decided=True) == {first: "DECISION_OPEN"}
    approved = (await desk.review(made, user=ADVISOR))["decision"]
    assert codes(await desk.finalize([approved], user=OWNER)) == [None]
    assert await listed(desk, decided=False) == {other: "READY"}
    assert await listed(desk, decided=True) == {first: "INSTRUCTED"}
    (instruction,) = await desk.outbox(STAFF)
    answers = {"instructions": [{"id": instruction["id"], "reference": "TX-1"}]}
    assert codes(await desk.step("acknowledgeOutbox", answers, STAFF)) == [None]
    assert await listed(desk, decided=True) == {first: "INSTRUCTED"}
    await paid_by_import(desk, 0)
    assert await listed(desk, decided=False) == {other: "READY"}
    assert await listed(desk, decided=True) == {}
    assert await readiness(desk, "bill") == "NOT_OPEN"


async def test_what_is_left_of_a_bill_is_ready_again_once_the_books_show_the_part_that_was_paid(
    desk: Desk,
) -> None:
    made = (await desk.propose("bill", "PAY_PART", amount=usd("100"), user=ADVISOR))["decision"]
    assert codes(await desk.finalize([made], user=OWNER)) == [None]
    assert await readiness(desk, "bill") == "INSTRUCTED"
    await paid_by_import(desk, 20)
    assert await readiness(desk, "bill") == "READY"
    assert (await desk.propose("bill", user=STAFF))["userErrors"] == []


async def test_a_withdrawn_decision_and_a_refused_payment_leave_their_bill_ready(desk: Desk) -> None:
    made = (await desk.propose("bill", user=STAFF))["decision"]
    assert (await desk.withdraw(made["id"], user=STAFF))["userErrors"] == []
    assert await readiness(desk, "bill") == "READY"
    await desk.finalize([(await desk.propose("bill", user=OWNER))["decision"]], user=OWNER)
    (instruction,) = await desk.outbox(OWNER)
    answers = {"instructions": [{"id": instruction["id"], "refusal": "The account is closed."}]}
    assert codes(await desk.step("acknowledgeOutbox", answers, OWNER)) == [None]
    assert await listed(desk, decided=True) == {}
    assert await readiness(desk, "bill") == "READY"


@pytest.mark.parametrize("answer", [{"refusal": ""}, {"refusal": " \t"}, {"reference": "a", "refusal": ""}])
async def test_an_answer_with_a_blank_refusal_is_none_and_the_bill_cannot_be_paid_twice(
    desk: Desk, answer: dict[str, str]
) -> None:
    await desk.finalize([(await desk.propose("bill"))["decision"]])
    (instruction,) = await desk.outbox()
    answers = {"instructions": [{"id": instruction["id"], **answer}]}
    (error,) = (await desk.raw(mutation("acknowledgeOutbox"), answers)).errors
    assert error["extensions"]["field"] == "input.instructions.0.refusal"
    assert "must say why" in error["message"]
    assert await desk.outbox() == [instruction]
    assert await readiness(desk, "bill") == "INSTRUCTED"


@pytest.mark.parametrize(
    ("item", "result"), [("settled", "NOT_OPEN"), ("voided", "NOT_OPEN"), ("blocked", "BLOCKED")]
)
async def test_what_nobody_can_decide_about_says_why(desk: Desk, item: str, result: str) -> None:
    assert await readiness(desk, item) == result


async def test_stale_books_are_the_reason_only_where_nothing_else_is(desk: Desk) -> None:
    assert (await desk.propose("bill", user=OWNER))["userErrors"] == []
    async with desk.world.at(NOW + timedelta(days=3)):
        states = [await readiness(desk, item) for item in ("bill", "other bill", "blocked")]
    assert states == ["DECISION_OPEN", "BOOKS_STALE", "BLOCKED"]


async def test_a_payload_tells_the_item_as_it_is_after_the_step(desk: Desk) -> None:
    text = """mutation ($i: ProposeDecisionInput!) { proposeDecision(input: $i) {
      decision { item { readiness } } } }"""
    given = desk.proposal("bill")
    assert (await desk.raw(text, given, STAFF)).data["proposeDecision"]["decision"]["item"] == {
        "readiness": "DECISION_OPEN"
    }


BOTH_SCREENS = """{ decisionConsole { cash { amount } items { nodes { id } totalCount { count isExact } } }
             hygieneTray { issues { nodes { check blocking document { id } } } } }"""


async def test_an_item_moves_from_tray_to_console_when_its_last_blocking_issue_is_fixed(world: World) -> None:
    business = await world.business()
    sound = {"Vendor": [vendor()], "Customer": [customer()], "Invoice": [invoice()], "Account": [account()]}
    await world.load(business, {**sound, "Bill": [bill(DueDate=None)]})
    async with world.api() as api:
        before = (await api.ask(BOTH_SCREENS, business=business)).data
        await world.load(business, {"Bill": [bill(SyncToken="1")]})
        after = (await api.ask(BOTH_SCREENS, business=business)).data
        await world.load(business, {"Bill": [bill(SyncToken="2", TotalAmt=None)]})
        broken = (await api.ask(BOTH_SCREENS, business=business)).data
    blocked = before["hygieneTray"]["issues"]["nodes"][0]["document"]["id"]
    assert before["decisionConsole"]["cash"] == {"amount": "1000.00"}
    assert blocked not in [node["id"] for node in before["decisionConsole"]["items"]["nodes"]]
    assert blocked in [node["id"] for node in after["decisionConsole"]["items"]["nodes"]]
    assert after["hygieneTray"]["issues"]["nodes"] == []
    assert [issue["check"] for issue in broken["hygieneTray"]["issues"]["nodes"]] == ["MISSING_AMOUNT"]
    assert broken["decisionConsole"]["items"]["totalCount"] == {"count": 1, "isExact": True}
