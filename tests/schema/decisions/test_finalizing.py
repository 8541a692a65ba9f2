"""What is finalized is in the outbox, what is not says why, and the one does not hold up the other."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from schema import ids
from tests.clock import NOW
from tests.records import bill, invoice, usd
from tests.schema.decisions.desk import Desk, codes, error, in_days, leaves_on, open_desk
from tests.serving import Served
from tests.world import ADVISOR, ANALYST, OWNER


@pytest.mark.parametrize(
    ("item", "action", "more", "asks", "amount"),
    [
        ("bill", "PAY", {}, "PAYMENT", "120.00"),
        ("bill", "SCHEDULE", {}, "PAYMENT", "120.00"),
        ("bill", "PAY_PART", {"amount": usd("20.50")}, "PAYMENT", "20.50"),
        ("bill", "DELAY", {}, "EXPECTED_DATE", "120.00"),
        ("invoice", "CHASE", {"stage": "FIRM"}, "REMINDER", "300.00"),
        ("invoice", "EXPECT", {}, "EXPECTED_DATE", "300.00"),
        ("invoice", "HOLD", {}, "HOLD", "300.00"),
    ],
)
async def test_a_final_decision_asks_the_outside_for_one_thing(
    desk: Desk, item: str, action: str, more: dict[str, Any], asks: str, amount: str
) -> None:
    made = (await desk.propose(item, action, **more))["decision"]
    payload = await desk.finalize([made], user=ADVISOR)
    assert codes(payload) == [None]
    final = payload["outcomes"][0]["decision"]
    assert (final["status"], final["version"], final["steps"][-1]["kind"]) == ("FINALIZED", 2, "FINALIZED")
    (query,) = await desk.outbox()
    assert (query["instructionKind"], query["amount"]["amount"]) == (asks, amount)
    assert query["item"] == {"id": desk.items[item]}
    assert query["decisionId"] == made["id"]
    assert query["date"] == (leaves_on(made["date"]) if asks == "PAYMENT" else made["date"])
    assert query["stage"] == more.get("stage")


async def test_a_batch_with_every_sort_of_decision_finalizes_those_that_can_be(desk: Desk) -> None:
    extra = [bill(str(n)) for n in range(10, 16)]
    await desk.world.load(desk.business, {"Bill": extra})
    named = await _items(desk)
    made = {
        name: (await desk.propose(named[source]))["decision"]
        for name, source in (
            *(("sound", "10"), ("stale", "11"), ("blocked", "12"), ("withdrawn", "13")),
            ("other version", "14"),
        )
    }
    due = (await desk.propose(named["15"], "SCHEDULE", date=in_days(0)))["decision"]
    text = "UPDATE runway.decision SET planned_on = planned_on - 1 WHERE id = $1"
    await desk.world.run(text, ids.decode(due["id"], "id")[1])
    await desk.world.load(desk.business, {"Bill": [bill("11", SyncToken="1", Balance=50)]})
    await _block(desk, named["12"])
    made["withdrawn"] = (await desk.withdraw(made["withdrawn"]["id"]))["decision"]
    await desk.revise(made["other version"], note="n")
    payload = await desk.finalize([*made.values(), due, made["sound"]])
    assert codes(payload) == [
        *(None, "STALE", "ITEM_NOT_READY", "ILLEGAL_TRANSITION", "CONFLICT"),
        *("DATE_IN_PAST", "GIVEN_TWICE"),
    ]
    assert [outcome["decision"]["status"] for outcome in payload["outcomes"]] == [
        *("FINALIZED", "PROPOSED", "FAILED", "WITHDRAWN", "PROPOSED", "FAILED", "FINALIZED")
    ]
    failed = payload["outcomes"][2]["decision"]
    assert (failed["failureCode"], failed["version"]) == ("ITEM_NOT_READY", 2)
    assert "hygiene tray" in failed["failureReason"]
    assert [item["decisionId"] for item in await desk.outbox()] == [made["sound"]["id"]]


async def test_a_failed_decision_is_tried_again_once_it_can_be_or_revised(
    desk: Desk,
) -> None:
    made = (await desk.propose("bill"))["decision"]
    issue = await _block(desk, desk.items["bill"])
    failed = (await desk.finalize([made]))["outcomes"][0]["decision"]
    again = (await desk.finalize([failed]))["outcomes"][0]["decision"]
    assert (again["status"], again["version"]) == ("FAILED", 3)
    assert error(await desk.propose("bill"))[0] == "ITEM_NOT_READY"
    await desk.world.run("DELETE FROM runway.issue WHERE id = $1", issue)
    assert error(await desk.propose("bill"))[0] == "ALREADY_QUEUED"
    revised = (await desk.revise(again, note="n"))["decision"]
    assert (revised["status"], revised["failureCode"], revised["failureReason"]) == ("PROPOSED", None, None)
    final = (await desk.finalize([revised]))["outcomes"][0]["decision"]
    assert (final["status"], len(await desk.outbox())) == ("FINALIZED", 1)


async def test_a_stale_decision_shows_what_changed_and_waits_until_somebody_looks(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]
    assert (made["isStale"], made["changes"]) == (False, [])
    await desk.change(Balance=80, DueDate="2026-12-24")
    (stale,) = await desk.queue()
    assert stale["isStale"]
    assert stale["changes"] == [
        {"name": "version", "before": "0", "after": "1"},
        {"name": "openBalance", "before": "120", "after": "80"},
        {"name": "dueDate", "before": "2026-12-01", "after": "2026-12-24"},
    ]
    assert codes(await desk.finalize([stale])) == ["STALE"]
    looked = (await desk.review(stale, user=ADVISOR))["decision"]
    assert (looked["isStale"], looked["status"], looked["amount"]) == (False, "APPROVED", {"amount": "80.00"})
    assert codes(await desk.finalize([looked])) == [None]
    assert (await desk.outbox())[0]["amount"]["amount"] == "80.00"


async def test_an_approval_of_what_the_document_was_does_not_count_for_what_it_is(desk: Desk) -> None:
    await desk.limit("10", "20")
    made = (await desk.propose("bill"))["decision"]
    once = (await desk.review(made, user=ADVISOR))["decision"]
    await desk.change(Balance=119)
    looked = (await desk.review(once, user="partner@example.org"))["decision"]
    assert (looked["status"], looked["approvalsGiven"], looked["approvalsNeeded"]) == ("PROPOSED", 1, 2)
    assert (await desk.review(looked, user=ADVISOR))["decision"]["status"] == "APPROVED"


async def test_a_part_that_no_longer_fits_is_revised_and_not_approved(desk: Desk) -> None:
    made = (await desk.propose("bill", "PAY_PART", amount=usd("100")))["decision"]
    await desk.change(Balance=80)
    assert error(await desk.review(made)) == ("AMOUNT_OUT_OF_RANGE", ["input", "id"])
    revised = (await desk.revise(made, amount=usd("80")))["decision"]
    assert not revised["isStale"]


async def test_a_settled_item_cannot_be_approved_and_its_decision_can_be_withdrawn(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]
    await desk.change(Balance=0)
    assert error(await desk.review(made)) == ("ITEM_NOT_READY", ["input", "id"])
    assert (await desk.withdraw(made["id"]))["userErrors"] == []


async def test_nobody_pays_twice_what_the_books_do_not_show_yet(desk: Desk) -> None:
    await desk.finalize([(await desk.propose("bill", "PAY_PART", amount=usd("100")))["decision"]])
    for action in ("PAY", "SCHEDULE"):
        assert error(await desk.propose("bill", action)) == (
            "ALREADY_INSTRUCTED",
            ["input", "itemId"],
        )
    assert error(await desk.propose("bill", "PAY_PART", amount=usd("21")))[0] == "AMOUNT_OUT_OF_RANGE"
    assert (await desk.propose("bill", "DELAY"))["userErrors"] == []
    await desk.step("clearQueue", {})
    await desk.change(Balance=20)
    assert (await desk.propose("bill"))["userErrors"] == []


async def test_what_the_outside_refuses_may_be_decided_about_again(desk: Desk) -> None:
    await desk.finalize([(await desk.propose("bill"))["decision"]])
    assert error(await desk.propose("bill"))[0] == "ALREADY_INSTRUCTED"
    (query,) = await desk.outbox()
    answers = {"instructions": [{"id": query["id"], "refusal": "The account is closed."}]}
    assert codes(await desk.step("acknowledgeOutbox", answers)) == [None]
    assert (await desk.propose("bill"))["userErrors"] == []


async def test_an_acknowledgement_is_kept_once_and_the_first_stands(desk: Desk) -> None:
    for item in ("bill", "other bill"):
        await desk.finalize([(await desk.propose(item))["decision"]])
    one, two = await desk.outbox(acknowledged={"eq": False})
    answers = [{"id": one["id"], "reference": "TX-1"}, {"id": one["id"], "reference": "TX-2"}]
    first = await desk.step("acknowledgeOutbox", {"instructions": answers}, "staff@example.org")
    assert codes(first) == [None, "CONFLICT"]
    known = first["outcomes"][0]["instruction"]
    assert (known["reference"], known["acknowledgedBy"]) == ("TX-1", {"email": "staff@example.org"})
    again = await desk.step("acknowledgeOutbox", {"instructions": answers[:1]})
    assert again["outcomes"][0]["instruction"] == known
    assert await desk.outbox(acknowledged={"eq": False}) == [two]
    refused = await desk.step("acknowledgeOutbox", {"instructions": answers[:1]}, ANALYST)
    assert error(refused) == ("FORBIDDEN", [])


async def test_what_the_database_refuses_fails_alone_with_the_reason(desk: Desk) -> None:
    one, two = [(await desk.propose(item))["decision"] for item in ("bill", "other bill")]
    key = ids.decode(one["id"], "id")[1]
    await desk.world.run(
        f"ALTER TABLE runway.outbox ADD CONSTRAINT spoilt CHECK (decision_id <> '{key}') NOT VALID"
    )
    payload = await desk.finalize([one, two])
    await desk.world.run("ALTER TABLE runway.outbox DROP CONSTRAINT spoilt")
    assert codes(payload) == ["WRITE_REFUSED", None]
    failed = payload["outcomes"][0]["decision"]
    assert (failed["status"], failed["failureCode"]) == ("FAILED", "WRITE_REFUSED")
    assert [item["decisionId"] for item in await desk.outbox()] == [two["id"]]
    assert codes(await desk.finalize([failed])) == [None]


async def test_from_stale_books_nothing_becomes_final_and_nothing_fails(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]
    async with desk.world.at(NOW + timedelta(days=3)):
        payload = await desk.finalize([made])
    assert codes(payload) == ["ITEM_NOT_READY"]
    assert payload["outcomes"][0]["decision"]["status"] == "PROPOSED"


async def test_clearing_takes_back_what_is_open_and_carries_nothing_out(desk: Desk) -> None:
    made = [(await desk.propose(item))["decision"] for item in ("bill", "other bill")]
    await desk.finalize(made[:1])
    await desk.propose("invoice", "HOLD")
    first = await desk.step("clearQueue", {"note": "New week", "idempotencyKey": "c"})
    assert (first["withdrawn"], first["userErrors"]) == (2, [])
    await desk.propose("other bill")
    again = await desk.step("clearQueue", {"note": "New week", "idempotencyKey": "c"})
    assert again["withdrawn"] == 2
    statuses = sorted(item["status"] for item in await desk.queue())
    assert statuses == ["FINALIZED", "PROPOSED", "WITHDRAWN", "WITHDRAWN"]
    assert len(await desk.outbox()) == 1


async def test_each_step_is_in_the_trail_with_before_and_after(desk: Desk) -> None:
    made = (await desk.propose("bill"))["decision"]
    revised = (await desk.revise(made, note="n"))["decision"]
    approved = (await desk.review(revised))["decision"]
    await desk.finalize([approved])
    (query,) = await desk.outbox()
    await desk.step("acknowledgeOutbox", {"instructions": [{"id": query["id"], "reference": "TX"}]})
    shown = "nodes { step actor { email } changes { name before after } }"
    asked_for = f"query ($f: AuditEventFilter) {{ auditTrail(filter: $f) {{ {shown} }} }}"
    result = (await desk.ask(asked_for, f={"subjectId": {"eq": made["id"]}}))["auditTrail"]["nodes"]
    assert [item["step"] for item in reversed(result)] == [
        *("PROPOSED", "REVISED", "APPROVED", "FINALIZED", "ACKNOWLEDGED")
    ]
    by_step = {item["step"]: {part["name"]: part for part in item["changes"]} for item in result}
    assert by_step["REVISED"]["note"] == {"name": "note", "before": None, "after": "n"}
    assert by_step["FINALIZED"]["status"] == {"name": "status", "before": "APPROVED", "after": "FINALIZED"}
    assert by_step["ACKNOWLEDGED"]["reference"]["after"] == "TX"
    await desk.limit("5")
    settings = await desk.ask(asked_for, f={"eventKind": {"eq": "SETTINGS"}})
    (node,) = settings["auditTrail"]["nodes"]
    assert {"name": "aloneUpTo", "before": None, "after": "5.00"} in node["changes"]


async def test_a_business_of_another_currency_counts_foreign_amounts_at_their_rate(served: Served) -> None:
    desk = await open_desk(served)
    await desk.world.run("UPDATE runway.business SET currency_code = 'EUR' WHERE id = $1", desk.business)
    in_euros = {"currencyCode": "EUR"}
    limits: dict[str, Any] = {"aloneUpTo": usd("100") | in_euros, "oneOtherUpTo": usd("200") | in_euros}
    await desk.limit(**limits)
    unknown = (await desk.propose("bill"))["decision"]
    assert unknown["approvalsNeeded"] == 2
    await desk.world.load(desk.business, {"Bill": [bill("2", SyncToken="1", ExchangeRate=0.5)]})
    known = (await desk.propose("other bill"))["decision"]
    assert known["approvalsNeeded"] == 0
    await desk.world.load(desk.business, {"Invoice": [invoice("1", SyncToken="1")]})
    assert (await desk.propose("invoice", "HOLD", user=OWNER))["decision"]["approvalsNeeded"] == 0


async def _items(desk: Desk) -> dict[str, str]:
    text = "SELECT id, source_id FROM runway.document WHERE business_id = $1 AND kind = 'BILL'"
    rows = await desk.world.run(text, desk.business)
    return {row["source_id"]: ids.encode("Bill", row["id"]) for row in rows}


async def _block(desk: Desk, item: str) -> UUID:
    """An issue that keeps an item out of the console, although its document has not changed."""
    (row,) = await desk.world.run(
        "INSERT INTO runway.issue (business_id, document_id, id, check_name, severity, blocking, message) "
        "VALUES ($1, $2, gen_random_uuid(), 'DUPLICATE', 3, true, 'Twice.') RETURNING id",
        desk.business,
        ids.decode(item, "id")[1],
    )
    result: UUID = row["id"]
    return result
