"""What is decided: dates, parts, stages, and several proposals at once; each refusal names its field."""

import pytest

from tests.records import invoice, usd
from tests.schema.decisions.desk import LATER, STAFF, Desk, codes, error, in_days


@pytest.mark.parametrize(
    ("item", "given", "code", "field"),
    [
        ("bill", {"action": "SCHEDULE", "date": None}, "DATE_MISSING", "date"),
        ("bill", {"action": "PAY", "date": in_days(-1)}, "DATE_IN_PAST", "date"),
        ("bill", {"action": "SCHEDULE", "date": "9999-12-31"}, "DATE_TOO_FAR", "date"),
        ("bill", {"action": "PAY_PART"}, "AMOUNT_MISSING", "amount"),
        ("bill", {"action": "PAY_PART", "amount": usd("0")}, "AMOUNT_OUT_OF_RANGE", "amount"),
        ("bill", {"action": "PAY_PART", "amount": usd("120.01")}, "AMOUNT_OUT_OF_RANGE", "amount"),
        ("bill", {"action": "PAY", "amount": usd("5")}, "NOT_USED", "amount"),
        ("invoice", {"action": "CHASE", "date": in_days(1)}, "NOT_USED", "date"),
        ("bill", {"action": "HOLD"}, "ACTION_NOT_POSSIBLE", "action"),
    ],
)
async def test_terms_that_cannot_be_are_refused_by_their_field(
    desk: Desk, item: str, given: dict[str, str], code: str, field: str
) -> None:
    payload = await desk.propose(item, **given)
    assert error(payload) == (code, ["input", field])
    assert await desk.decisions() == 0


async def test_a_chase_without_a_stage_gets_the_one_of_its_age(desk: Desk) -> None:
    overdue = invoice("1", SyncToken="1", TxnDate=in_days(-60), DueDate=in_days(-45))
    await desk.world.load(desk.business, {"Invoice": [overdue]})
    made = (await desk.propose("invoice", "CHASE"))["decision"]
    assert made["stage"] == "FIRM"
    assert (await desk.revise(made, stage="FINAL"))["decision"]["stage"] == "FINAL"


async def test_a_delay_ends_after_the_due_date(desk: Desk) -> None:
    await desk.change(TxnDate=in_days(0), DueDate=in_days(30))
    assert error(await desk.propose("bill", "DELAY", date=in_days(30))) == (
        "DATE_NOT_AFTER_DUE",
        ["input", "date"],
    )
    assert (await desk.propose("bill", "DELAY", date=in_days(31)))["userErrors"] == []


async def test_parts_stand_side_by_side_as_long_as_they_fit_into_what_is_open(desk: Desk) -> None:
    first = await desk.propose("bill", "PAY_PART", amount=usd("70"))
    second = await desk.propose("bill", "PAY_PART", amount=usd("50"))
    assert first["userErrors"] == second["userErrors"] == []
    third = await desk.propose("bill", "PAY_PART", amount=usd("0.01"))
    assert error(third) == ("AMOUNT_OUT_OF_RANGE", ["input", "amount"])
    assert "0 is left" in third["userErrors"][0]["message"]
    assert error(await desk.propose("bill")) == ("ALREADY_QUEUED", ["input", "itemId"])
    await desk.withdraw(first["decision"]["id"])
    assert (await desk.propose("bill", "PAY_PART", amount=usd("70")))["userErrors"] == []


async def test_a_revision_keeps_what_is_left_out_and_clears_what_is_null(desk: Desk) -> None:
    made = (await desk.propose("bill", "SCHEDULE", note="n", user=STAFF))["decision"]
    moved = (await desk.revise(made, date=in_days(LATER + 1)))["decision"]
    assert (moved["date"], moved["note"], moved["version"]) == (in_days(LATER + 1), "n", 2)
    cleared = (await desk.revise(moved, note=None))["decision"]
    assert (cleared["note"], cleared["date"]) == (None, in_days(LATER + 1))
    assert error(await desk.revise(cleared, date=None)) == ("DATE_MISSING", ["input", "date"])
    part = (await desk.revise(cleared, action="PAY_PART", amount=usd("20")))["decision"]
    assert (part["action"], part["amount"], part["date"]) == (
        "PAY_PART",
        {"amount": "20.00"},
        in_days(LATER + 1),
    )
    whole = (await desk.revise(part, action="PAY"))["decision"]
    assert (whole["amount"], whole["date"]) == ({"amount": "120.00"}, in_days(LATER + 1))
    assert [step["kind"] for step in whole["steps"]] == ["PROPOSED"] + ["REVISED"] * 4
    assert error(await desk.revise(part))[0] == "CONFLICT"


async def test_several_proposals_each_have_an_outcome_and_do_not_hold_each_other_up(desk: Desk) -> None:
    proposals = [
        desk.proposal("bill"),
        desk.proposal("blocked"),
        desk.proposal("bill", "DELAY"),
        desk.proposal("other bill", "PAY_PART", amount=usd("100")),
        desk.proposal("other bill", "PAY_PART", amount=usd("20")),
        desk.proposal("other bill", "PAY_PART", amount=usd("0.01")),
        desk.proposal("invoice", "HOLD"),
    ]
    payload = await desk.step("proposeDecisions", {"proposals": proposals})
    assert codes(payload) == [
        None,
        "ITEM_NOT_READY",
        "ALREADY_QUEUED",
        None,
        None,
        "AMOUNT_OUT_OF_RANGE",
        None,
    ]
    assert payload["outcomes"][2]["userErrors"][0]["field"] == ["input", "proposals", "2", "itemId"]
    # The second is shown the decision of the same request that stands in its way.
    assert payload["outcomes"][2]["decision"]["id"] == payload["outcomes"][0]["decision"]["id"]
    assert len(await desk.queue()) == 4


@pytest.mark.parametrize("count", [0, 101])
async def test_a_batch_has_from_1_to_100(desk: Desk, count: int) -> None:
    proposals = [desk.proposal("bill")] * count
    text = "mutation ($i: ProposeDecisionsInput!) { proposeDecisions(input: $i) { userErrors { code } } }"
    reply = await desk.raw(text, {"proposals": proposals})
    assert reply.codes == ["BAD_USER_INPUT"]
    assert reply.errors[0]["extensions"]["field"] == "input.proposals"
