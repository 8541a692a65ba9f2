"""Who approves what: limits, roles, two others, nobody their own, and the settings themselves."""

import pytest

from tests.clock import today
from tests.records import usd
from tests.schema.decisions.desk import (
    AUDITOR,
    PARTNER,
    STAFF,
    Desk,
    Payload,
    codes,
    error,
    in_days,
    leaves_on,
    seen,
)
from tests.world import ADVISOR, ANALYST, OWNER

WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


async def proposed(desk: Desk, user: str = OWNER) -> Payload:
    """A bill of 120.00, proposed to be paid."""
    decision: Payload = (await desk.propose("bill", user=user))["decision"]
    return decision


async def test_up_to_the_limit_one_person_decides_alone(desk: Desk) -> None:
    await desk.limit("120")
    made = await proposed(desk)
    assert (made["status"], made["approvalsNeeded"]) == ("PROPOSED", 0)
    assert codes(await desk.finalize([made])) == [None]


async def test_above_it_somebody_else_approves_and_nobody_their_own(desk: Desk) -> None:
    await desk.limit("119.99")
    made = await proposed(desk)
    assert (made["approvalsNeeded"], made["approvalsGiven"]) == (1, 0)
    assert codes(await desk.finalize([made])) == ["NOT_APPROVED"]
    assert error(await desk.review(made, user=OWNER)) == ("OWN_DECISION", ["input", "id"])
    approved = (await desk.review(made, user=ADVISOR, note="Fine."))["decision"]
    assert (approved["status"], approved["approvalsGiven"], approved["version"]) == ("APPROVED", 1, 2)
    assert approved["steps"][-1] == {
        "kind": "APPROVED",
        "taken_by": {"email": ADVISOR},
        "note": "Fine.",
        "version": 2,
    }
    # Whoever approved it may finalize it too, and so may its author.
    assert codes(await desk.finalize([approved])) == [None]


async def test_above_the_second_limit_two_others_approve(desk: Desk) -> None:
    await desk.limit("10", "100")
    made = await proposed(desk)
    once = (await desk.review(made, user=ADVISOR))["decision"]
    assert (once["status"], once["approvalsGiven"], once["approvalsNeeded"]) == ("PROPOSED", 1, 2)
    assert error(await desk.review(once, user=ADVISOR))[0] == "ALREADY_APPROVED"
    assert codes(await desk.finalize([once])) == ["NOT_APPROVED"]
    twice = (await desk.review(once, user=PARTNER))["decision"]
    assert (twice["status"], twice["approvalsGiven"]) == ("APPROVED", 2)
    assert codes(await desk.finalize([twice])) == [None]


async def test_new_terms_need_new_approvals_by_somebody_else_than_their_author(desk: Desk) -> None:
    await desk.limit("10")
    approved = (await desk.review(await proposed(desk)))["decision"]
    revised = (await desk.revise(approved, user=ADVISOR, note="Later"))["decision"]
    assert (revised["status"], revised["approvalsGiven"]) == ("PROPOSED", 0)
    assert error(await desk.review(revised, user=ADVISOR))[0] == "OWN_DECISION"
    assert (await desk.review(revised, user=OWNER))["decision"]["status"] == "APPROVED"


async def test_a_limit_that_is_lowered_holds_for_what_is_not_final_yet(desk: Desk) -> None:
    made = await proposed(desk)
    await desk.limit("10")
    assert codes(await desk.finalize([made])) == ["NOT_APPROVED"]
    await desk.limit(None)
    assert codes(await desk.finalize([made])) == [None]


async def test_what_is_rejected_is_closed_and_the_item_free(desk: Desk) -> None:
    rejected = (await desk.review(await proposed(desk), "REJECT"))["decision"]
    assert rejected["status"] == "REJECTED"
    for payload in (
        await desk.review(rejected),
        await desk.revise(rejected, note="n"),
        await desk.withdraw(rejected["id"]),
    ):
        assert error(payload) == ("ILLEGAL_TRANSITION", ["input", "id"])
    assert codes(await desk.finalize([rejected])) == ["ILLEGAL_TRANSITION"]
    assert (await desk.propose("bill"))["userErrors"] == []


async def test_what_is_approved_is_not_approved_again_but_may_still_be_rejected(desk: Desk) -> None:
    approved = (await desk.review(await proposed(desk)))["decision"]
    assert error(await desk.review(approved, user=PARTNER))[0] == "ILLEGAL_TRANSITION"
    assert (await desk.review(approved, "REJECT"))["decision"]["status"] == "REJECTED"


async def test_staff_propose_and_change_their_own_and_review_below_the_limit(desk: Desk) -> None:
    await desk.limit("10")
    own, others = await proposed(desk, STAFF), (await desk.propose("other bill"))["decision"]
    assert (await desk.revise(own, user=STAFF, note="n"))["userErrors"] == []
    for payload in (
        await desk.revise(others, user=STAFF, note="n"),
        await desk.withdraw(others["id"], user=STAFF),
        await desk.review(others, user=STAFF),
    ):
        assert error(payload) == ("FORBIDDEN", ["input", "id"])
    steps: list[tuple[str, dict[str, object]]] = [
        ("finalizeDecisions", {"decisions": [seen(others)], "idempotencyKey": "k"}),
        ("clearQueue", {}),
        ("setApprovalPolicy", {"expectedVersion": 1}),
    ]
    for name, given in steps:
        assert error(await desk.step(name, given, STAFF)) == ("FORBIDDEN", [])
    assert (await desk.withdraw(own["id"], user=STAFF))["userErrors"] == []
    await desk.limit("500")
    assert (await desk.review(others, user=STAFF))["decision"]["status"] == "APPROVED"


@pytest.mark.parametrize("user", [ANALYST, AUDITOR])
async def test_who_only_reads_sees_the_settings_and_takes_no_step(desk: Desk, user: str) -> None:
    made = await proposed(desk)
    for payload in (
        await desk.review(made, user=user),
        await desk.revise(made, user=user, note="n"),
        await desk.finalize([made], user=user),
        await desk.step("clearQueue", {}, user),
        await desk.step("setApprovalPolicy", {"expectedVersion": 0}, user),
        await desk.step("proposeDecisions", {"proposals": [desk.proposal("other bill")]}, user),
    ):
        assert error(payload) == ("FORBIDDEN", [])
    assert (await desk.ask("{ approvalPolicy { version } }", user))["approvalPolicy"]["version"] == 0


async def test_payments_leave_on_pay_days_only(desk: Desk) -> None:
    in_a_week = [WEEK[(today().weekday() + 7) % 7]]
    await desk.limit(payDays=in_a_week)
    refused = await desk.propose("bill", "SCHEDULE", date=in_days(8))
    assert error(refused) == ("NOT_A_PAY_DAY", ["input", "date"])
    assert in_days(14) in refused["userErrors"][0]["message"]
    assert (await desk.propose("bill", "SCHEDULE", date=in_days(7)))["userErrors"] == []
    made = (await desk.propose("other bill"))["decision"]
    await desk.limit(payDays=[WEEK[(today().weekday() + 3) % 7]])
    assert codes(await desk.finalize([made])) == [None]
    # A payment for which nobody chose a day leaves on the next pay day, or before the weekend that it is on.
    assert [item["date"] for item in await desk.outbox()] == [leaves_on(in_days(3))]


async def test_settings_that_are_left_out_stay_and_null_limits_nothing(desk: Desk) -> None:
    first = await desk.limit(
        "100", "1000", bufferDays=30, minimumCash=usd("5000"), payDays=["FRIDAY", "MONDAY"]
    )
    assert first["approvalPolicy"] == {
        "aloneUpTo": {"amount": "100.00"},
        "oneOtherUpTo": {"amount": "1000.00"},
        "payDays": ["MONDAY", "FRIDAY"],
        "minimumCash": {"amount": "5000.00"},
        "bufferDays": 30,
        "runwayFloor": None,
        "version": 1,
        "changedBy": {"email": OWNER},
        "overrides": 0,
    }
    given: dict[str, object] = {
        "expectedVersion": 1,
        "bufferDays": None,
        "runwayFloor": usd("-10"),
        "payDays": [],
    }
    second = (await desk.step("setApprovalPolicy", given, ADVISOR))["approvalPolicy"]
    assert second == {
        **first["approvalPolicy"],
        "bufferDays": None,
        "runwayFloor": {"amount": "-10.00"},
        "payDays": None,
        "version": 2,
        "changedBy": {"email": ADVISOR},
    }
    stale = await desk.step("setApprovalPolicy", given)
    assert error(stale) == ("CONFLICT", ["input", "expectedVersion"])
    assert stale["approvalPolicy"]["version"] == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"aloneUpTo": usd("-1")}, "aloneUpTo"),
        ({"oneOtherUpTo": usd("5")}, "oneOtherUpTo"),
        ({"aloneUpTo": usd("10"), "oneOtherUpTo": usd("9")}, "oneOtherUpTo"),
        ({"bufferDays": -1}, "bufferDays"),
        # Rounded to cents, both are more than the table keeps.
        ({"aloneUpTo": usd("999999999999999.999")}, "aloneUpTo"),
        ({"runwayFloor": usd("-999999999999999.999")}, "runwayFloor"),
    ],
)
async def test_settings_that_contradict_each_other_are_refused(
    desk: Desk, given: dict[str, object], field: str
) -> None:
    payload = await desk.step("setApprovalPolicy", {"expectedVersion": 0, **given})
    assert error(payload) == ("INVALID_LIMITS", ["input", field])
    assert payload["approvalPolicy"]["version"] == 0


async def test_a_reason_in_advance_is_kept_and_is_no_override_as_long_as_nothing_is_broken(
    desk: Desk,
) -> None:
    made = (await desk.propose("bill", overrideReason="Payroll tax"))["decision"]
    assert made["overrideReason"] == "Payroll tax"
    reviewed = (await desk.review(made, overrideReason="Agreed"))["decision"]
    assert reviewed["overrideReason"] == "Agreed"
    revised = (await desk.revise(reviewed, overrideReason="Again"))["decision"]
    assert codes(await desk.finalize([revised])) == [None]
    chased = (await desk.propose("invoice", "CHASE", overrideReason="None is needed"))["decision"]
    assert chased["overrideReason"] == "None is needed"
    assert (await desk.ask("{ approvalPolicy { overrides } }"))["approvalPolicy"]["overrides"] == 0


async def test_a_blank_text_is_none_in_every_step(desk: Desk) -> None:
    made = (await desk.propose("bill", note=" ", overrideReason=" "))["decision"]
    assert (made["note"], made["overrideReason"]) == (None, None)
    given = (await desk.revise(made, note=" Due ", overrideReason=" Tax "))["decision"]
    assert (given["note"], given["overrideReason"]) == ("Due", "Tax")
    cleared = (await desk.revise(given, note="", overrideReason=" "))["decision"]
    assert (cleared["note"], cleared["overrideReason"]) == (None, None)
    reviewed = (await desk.review(cleared, note=" ", overrideReason=" "))["decision"]
    assert (reviewed["steps"][-1]["note"], reviewed["overrideReason"]) == (None, None)
    withdrawn = (await desk.withdraw(made["id"], note=" "))["decision"]
    assert withdrawn["steps"][-1]["note"] is None


async def test_several_reviews_each_have_an_outcome(desk: Desk) -> None:
    one, two = await proposed(desk), (await desk.propose("other bill"))["decision"]
    reviews = [
        {**seen(one), "verdict": "APPROVE"},
        {**seen(two), "expectedVersion": 7, "verdict": "APPROVE"},
        {**seen(one), "verdict": "REJECT"},
        {**seen(two), "verdict": "REJECT"},
    ]
    payload = await desk.step("reviewDecisions", {"reviews": reviews}, ADVISOR)
    assert codes(payload) == [None, "CONFLICT", "GIVEN_TWICE", "GIVEN_TWICE"]
    assert payload["outcomes"][0]["decision"]["status"] == "APPROVED"
    assert payload["outcomes"][1]["userErrors"][0]["field"] == ["input", "reviews", "1", "expectedVersion"]
