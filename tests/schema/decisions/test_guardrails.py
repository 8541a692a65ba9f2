"""Payments stop at what guards the cash; what must be paid goes through with a reason."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.clock import within
from tests.records import usd
from tests.schema.runway.till import Till, claim, open_till, owed
from tests.serving import Served

STEP = """{ userErrors { code } outcomes { userErrors { code message field } decision { id version status
    failureReason steps { kind impact assumptions overrideReason } } } }"""
PROPOSE = f"mutation ($i: ProposeDecisionsInput!) {{ proposeDecisions(input: $i) {STEP} }}"
FINALIZE = f"mutation ($i: FinalizeDecisionsInput!) {{ finalizeDecisions(input: $i) {STEP} }}"

Outcome = Mapping[str, Any]


@pytest.fixture
async def till(served: Served) -> Till:
    """1,000.00 in the bank; bills of 400.00, 300.00 and 500.00 that are due in 20, 40 and 60 days."""
    till = await open_till(served)
    bills = (owed("1", within(20), 400), owed("2", within(40), 300), owed("3", within(60), 500))
    await till.load(Bill=bills, Invoice=[claim("1", within(10), 250)])
    return till


async def _guard(till: Till, **settings: object) -> None:
    await till.change("setApprovalPolicy", {"expectedVersion": 0, **settings})


async def _guard_again(till: Till, version: int, **settings: object) -> None:
    await till.change("setApprovalPolicy", {"expectedVersion": version, **settings})


async def _propose(till: Till, *numbers: str, **more: object) -> Sequence[Outcome]:
    proposals = [{"itemId": await till.id("Bill", number), "action": "PAY", **more} for number in numbers]
    answer = await till.ask(PROPOSE, {"i": {"proposals": proposals}})
    outcomes: Sequence[Outcome] = answer["proposeDecisions"]["outcomes"]
    return outcomes


def _errors(outcomes: Sequence[Outcome]) -> list[str | None]:
    return [outcome["userErrors"][0]["code"] if outcome["userErrors"] else None for outcome in outcomes]


async def test_a_payment_that_leaves_less_than_the_minimum_is_stopped_with_the_numbers(till: Till) -> None:
    await _guard(till, minimumCash=usd("650"))
    first, second = await _propose(till, "2", "1")
    assert first["userErrors"] == []
    (error,) = second["userErrors"]
    assert (error["code"], "300 USD" in error["message"], "650 USD" in error["message"]) == (
        "GUARDRAIL",
        True,
        True,
    )


async def test_a_payment_may_leave_exactly_the_minimum_and_not_a_cent_less(till: Till) -> None:
    await _guard(till, minimumCash=usd("600.01"))
    assert _errors(await _propose(till, "1")) == ["GUARDRAIL"]
    await _guard_again(till, 1, minimumCash=usd("600.00"))
    assert _errors(await _propose(till, "1")) == [None]


async def test_a_payment_may_leave_exactly_the_days_of_the_buffer_and_not_a_day_less(till: Till) -> None:
    await till.change("setRunwayPolicy", {"floor": usd("300")})
    await _guard(till, bufferDays=58)
    (stopped,) = await _propose(till, "3")
    days = int(re.findall(r"would be (\d+) days", stopped["userErrors"][0]["message"])[0])
    assert days < 57
    await _guard_again(till, 1, bufferDays=days + 1)
    assert _errors(await _propose(till, "3")) == ["GUARDRAIL"]
    await _guard_again(till, 2, bufferDays=days)
    assert _errors(await _propose(till, "3")) == [None]


async def test_each_payment_counts_with_those_before_it_in_the_request(till: Till) -> None:
    await _guard(till, minimumCash=usd("500"))
    assert _errors(await _propose(till, "1")) == [None]
    # Each alone would leave 500.00 or more.
    assert _errors(await _propose(till, "2", "3")) == [None, "GUARDRAIL"]


async def test_what_a_floor_or_a_buffer_forbids_is_stopped(till: Till) -> None:
    await till.change("setRunwayPolicy", {"floor": usd("300")})
    # As planned the balance is 1250 after ten days, 850 after 20, 550 after 40 and 50 at the end.
    await _guard(till, bufferDays=58, runwayFloor=usd("-1000"))
    assert _errors(await _propose(till, "1", "2")) == [None, None]
    assert _errors(await _propose(till, "3")) == ["GUARDRAIL"]


async def test_what_is_below_a_guardrail_already_is_no_breach_unless_it_gets_worse(till: Till) -> None:
    await _guard(till, runwayFloor=usd("200"))
    # The lowest balance is 50 with or without: paying earlier moves no money across the end.
    assert _errors(await _propose(till, "2")) == [None]


async def test_what_must_be_paid_goes_through_with_a_reason_that_is_kept_and_counted(till: Till) -> None:
    await till.change("setVendorTerms", {"vendorId": await till.id("Vendor", "1"), "tier": "STRATEGIC"})
    await _guard(till, minimumCash=usd("900"))
    (stopped,) = await _propose(till, "1")
    assert _errors([stopped]) == ["GUARDRAIL"]
    assert "overrideReason" in stopped["userErrors"][0]["message"]
    assert _errors(await _propose(till, "1", overrideReason=" \n")) == ["GUARDRAIL"]
    (through,) = await _propose(till, "1", overrideReason=" The landlord waits no longer\n")
    assert through["userErrors"] == []
    assert through["decision"]["steps"][-1]["overrideReason"] == "The landlord waits no longer"
    answer = await till.ask("{ approvalPolicy { overrides } }")
    assert answer["approvalPolicy"]["overrides"] == 1


async def test_a_decision_that_breaks_a_guardrail_in_several_steps_is_one_override(till: Till) -> None:
    await till.change("setVendorTerms", {"vendorId": await till.id("Vendor", "1"), "tier": "STRATEGIC"})
    # Nothing is guarded yet: the reason is given in advance.
    (early,) = await _propose(till, "1", overrideReason="In advance")
    assert early["decision"]["steps"][-1]["overrideReason"] is None
    assert await _overrides(till) == 0
    await _guard(till, minimumCash=usd("900"))
    (late,) = await _propose(till, "2", overrideReason="Now")
    assert await _overrides(till) == 1
    chosen = [
        {"id": made["decision"]["id"], "expectedVersion": made["decision"]["version"]}
        for made in (early, late)
    ]
    done = (await till.ask(FINALIZE, {"i": {"decisions": chosen, "idempotencyKey": "k"}}))[
        "finalizeDecisions"
    ]
    assert _errors(done["outcomes"]) == [None, None]
    reasons = [outcome["decision"]["steps"][-1]["overrideReason"] for outcome in done["outcomes"]]
    assert reasons == ["In advance", "Now"]
    assert await _overrides(till) == 2


async def _overrides(till: Till) -> int:
    count: int = (await till.ask("{ approvalPolicy { overrides } }"))["approvalPolicy"]["overrides"]
    return count


async def test_a_rejection_breaks_nothing(till: Till) -> None:
    await till.change("setVendorTerms", {"vendorId": await till.id("Vendor", "1"), "tier": "STRATEGIC"})
    (made,) = await _propose(till, "1", overrideReason="In advance")
    await _guard(till, minimumCash=usd("900"))
    chosen = {"id": made["decision"]["id"], "expectedVersion": 1, "verdict": "REJECT"}
    await till.change("reviewDecision", chosen)
    assert await _overrides(till) == 0


async def test_without_a_forecast_every_payment_is_stopped(till: Till) -> None:
    await _guard(till, bufferDays=1)
    await till.load(Bill=[owed("4", within(5), 10, CurrencyRef={"value": "EUR"})])
    (stopped,) = await _propose(till, "1")
    assert _errors([stopped]) == ["GUARDRAIL"]
    assert "UNKNOWN_RATE" in stopped["userErrors"][0]["message"]


async def test_each_step_keeps_the_impact_and_the_assumptions_of_its_moment(till: Till) -> None:
    (made,) = await _propose(till, "1")
    (step,) = made["decision"]["steps"]
    impact, assumptions = json.loads(step["impact"]), json.loads(step["assumptions"])
    assert (impact["daysPrecision"], impact["lowestBalanceChange"], impact["currencyCode"]) == (
        "BEYOND_HORIZON",
        "0",
        "USD",
    )
    assert (assumptions["available"], assumptions["itemsCounted"], assumptions["decisionsCounted"]) == (
        "1000",
        4,
        0,
    )
    assert assumptions["overduePolicy"] == "HISTORY"


async def test_what_is_final_counts_in_the_forecast_until_the_books_show_it(till: Till) -> None:
    (made,) = await _propose(till, "3")
    chosen = [{"id": made["decision"]["id"], "expectedVersion": made["decision"]["version"]}]
    done = await till.ask(FINALIZE, {"i": {"decisions": chosen, "idempotencyKey": "k"}})
    assert _errors(done["finalizeDecisions"]["outcomes"]) == [None]
    flows = "flows(source: BILL) { nodes { date dateBasis amount { amount } item { documentNumber } } }"
    (first, *_) = (await till.runway(flows))["flows"]["nodes"]
    assert (first["dateBasis"], first["amount"]["amount"], first["item"]["documentNumber"]) == (
        "DECIDED",
        "-500.00",
        "B-3",
    )
    assert first["date"] <= str(within(3))
    await till.load(Bill=[owed("3", within(60), 500, SyncToken="1", Balance=450.0)])
    planned = {flow["item"]["documentNumber"]: flow for flow in (await till.runway(flows))["flows"]["nodes"]}
    assert (planned["B-3"]["dateBasis"], planned["B-3"]["amount"]["amount"]) == ("DUE", "-450.00")


async def test_what_the_outside_refused_is_counted_as_planned_again(till: Till) -> None:
    (made,) = await _propose(till, "3")
    chosen = [{"id": made["decision"]["id"], "expectedVersion": made["decision"]["version"]}]
    await till.ask(FINALIZE, {"i": {"decisions": chosen, "idempotencyKey": "k"}})
    flows = "flows(source: BILL) { nodes { date dateBasis amount { amount } item { documentNumber } } }"
    before = {flow["item"]["documentNumber"]: flow for flow in (await till.runway(flows))["flows"]["nodes"]}
    assert before["B-3"]["dateBasis"] == "DECIDED"
    (instruction,) = (await till.ask("{ outbox { nodes { id } } }"))["outbox"]["nodes"]
    await till.change("acknowledgeOutbox", {"instructions": [{**instruction, "refusal": "No such account"}]})
    after = {flow["item"]["documentNumber"]: flow for flow in (await till.runway(flows))["flows"]["nodes"]}
    assert (after["B-3"]["dateBasis"], after["B-3"]["amount"]["amount"]) == ("DUE", "-500.00")
    assert after["B-3"]["date"] > before["B-3"]["date"]


async def test_a_held_invoice_is_not_counted_on_and_a_part_leaves_the_rest_as_planned(till: Till) -> None:
    results = [
        {"itemId": await till.id("Invoice", "1"), "action": "HOLD"},
        {
            "itemId": await till.id("Bill", "1"),
            "action": "PAY_PART",
            "amount": usd("150"),
            "date": str(within(1)),
        },
    ]
    made = (await till.ask(PROPOSE, {"i": {"proposals": results}}))["proposeDecisions"]["outcomes"]
    chosen = [{"id": item["decision"]["id"], "expectedVersion": 1} for item in made]
    done = await till.ask(FINALIZE, {"i": {"decisions": chosen, "idempotencyKey": "k"}})
    assert _errors(done["finalizeDecisions"]["outcomes"]) == [None, None]
    result = await till.runway(
        "assumptions { leftOut { amount } } flows { nodes { amount { amount } item { documentNumber } } }"
    )
    assert result["assumptions"]["leftOut"]["amount"] == "250.00"
    amounts = [
        flow["amount"]["amount"]
        for flow in result["flows"]["nodes"]
        if flow["item"]["documentNumber"] in {"B-1", "I-1"}
    ]
    assert sorted(amounts) == ["-150.00", "-250.00"]
