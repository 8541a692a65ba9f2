"""What is instructed for a day is counted on that day: one calendar for the outbox and the forecast."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.clock import ZONE, today
from tests.records import usd
from tests.schema.runway.till import Till, claim, open_till, owed
from tests.serving import Served

FLOWS = "flows(source: BILL) { nodes { date dateBasis item { documentNumber } } }"
OUTBOX = "{ outbox(first: 100) { nodes { date item { documentNumber } } } }"
PROPOSE = """mutation ($i: ProposeDecisionsInput!) { proposeDecisions(input: $i) {
    outcomes { userErrors { code message } decision { id version } } } }"""
FINALIZE = """mutation ($i: FinalizeDecisionsInput!) { finalizeDecisions(input: $i) {
    outcomes { userErrors { code message } } } }"""
#: The next Monday that is not today; every day of the week that begins then is tried.
MONDAY = today() + timedelta(days=7 - today().weekday())
#: A bill for each day that may be chosen, counted from Monday; the first has none.
CHOSEN = (None, 5, 6, 7, 9, 12, 13)


async def decided(till: Till, first: date) -> None:
    """Pay each bill on its day, in full or in part, and make that final."""
    proposals: list[dict[str, Any]] = []
    for number, days in enumerate(CHOSEN):
        item = {"itemId": await till.id("Bill", str(number))}
        if days is None:
            proposals.append({**item, "action": "PAY"})
        elif (day := MONDAY + timedelta(days=days)) >= first:
            terms = {"action": "PAY_PART", "amount": usd("10")} if number % 2 else {"action": "SCHEDULE"}
            proposals.append({**item, **terms, "date": str(day)})
    made = await outcomes(till, PROPOSE, {"proposals": proposals})
    chosen = [{"id": item["decision"]["id"], "expectedVersion": 1} for item in made]
    await outcomes(till, FINALIZE, {"decisions": chosen, "idempotencyKey": "k"})


async def outcomes(till: Till, query: str, given: object) -> Sequence[Any]:
    (answer,) = (await till.ask(query, {"i": given})).values()
    assert [outcome["userErrors"] for outcome in answer["outcomes"]] == [[] for _ in answer["outcomes"]]
    listed: Sequence[Any] = answer["outcomes"]
    return listed


async def by_number(till: Till) -> list[tuple[str, str]]:
    nodes = (await till.ask(OUTBOX))["outbox"]["nodes"]
    return sorted((node["item"]["documentNumber"], node["date"]) for node in nodes)


async def planned(till: Till) -> list[tuple[str, str]]:
    """Where the forecast has what was decided; what is left of a bill stays where it was."""
    nodes = (await till.runway(FLOWS))["flows"]["nodes"]
    due = str(MONDAY + timedelta(days=21))
    return sorted((node["item"]["documentNumber"], node["date"]) for node in nodes if node["date"] != due)


@pytest.mark.parametrize("weekday", range(7))
async def test_each_payment_is_instructed_for_the_day_that_the_forecast_has(
    served: Served, weekday: int
) -> None:
    till, day = await open_till(served, balance=100_000.0), MONDAY + timedelta(days=weekday)
    due = MONDAY + timedelta(days=21)
    bills = [owed(str(number), due, 100) for number in range(len(CHOSEN))]
    async with served.world.at(datetime.combine(day, time(12), ZoneInfo(ZONE))):
        await till.load(Bill=bills, Invoice=[claim("1", due, 250)])
        await decided(till, day)
        instructed, counted = await by_number(till), await planned(till)
    assert all(date.fromisoformat(text).weekday() < 5 for _, text in instructed)
    assert min(text for _, text in instructed) >= str(day)
    assert instructed == counted
    expected = day if weekday < 5 else MONDAY + timedelta(days=7)
    assert dict(instructed)["B-0"] == str(expected)


@pytest.mark.parametrize("weekday", range(7))
async def test_a_payment_without_a_day_leaves_on_the_first_pay_day_in_both(
    served: Served, weekday: int
) -> None:
    till, day = await open_till(served, balance=100_000.0), MONDAY + timedelta(days=weekday)
    async with served.world.at(datetime.combine(day, time(12), ZoneInfo(ZONE))):
        await till.load(Bill=[owed("1", MONDAY + timedelta(days=21), 100)])
        await till.change("setApprovalPolicy", {"expectedVersion": 0, "payDays": ["TUESDAY", "SUNDAY"]})
        item = {"itemId": await till.id("Bill", "1"), "action": "PAY"}
        (made,) = await outcomes(till, PROPOSE, {"proposals": [item]})
        chosen = [{"id": made["decision"]["id"], "expectedVersion": 1}]
        await outcomes(till, FINALIZE, {"decisions": chosen, "idempotencyKey": "k"})
        assert await by_number(till) == await planned(till)
        expected = MONDAY + timedelta(days=1 if weekday < 2 else 8)
        assert await by_number(till) == [("B-1", str(expected))]
