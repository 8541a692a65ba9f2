"""What-if about items that credits cover: the forecast has what is open less credits, at least nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.clock import within
from tests.records import usd
from tests.schema.books.postings import document
from tests.schema.runway.till import Record, Till, open_till, owed, pay
from tests.serving import Served

ASK = """query ($s: [ScenarioInput!]!) { whatIf(scenarios: $s) { userErrors { code }
  results { lowestBalanceChange { amount } closingBalanceChange { amount }
            cash { date difference { amount } } } } }"""


async def opened(served: Served, *bills: Record, credit: float) -> Till:
    """1000 of cash, and so much credit of the vendor."""
    till = await open_till(served)
    vendor_credit = document("v", 9, TotalAmt=credit, Balance=credit, VendorRef={"value": "1"})
    await till.load(Bill=bills, VendorCredit=[vendor_credit])
    return till


async def result_of(till: Till, *changes: tuple[str, str | None, date | None]) -> Any:
    """What comes of changes of bills: the number at the source, the amount and the day."""
    given = []
    for source_id, amount, day in changes:
        change: dict[str, Any] = {"itemId": await till.id("Bill", source_id)}
        given.append(
            change | ({"amount": usd(amount)} if amount else {}) | ({"date": str(day)} if day else {})
        )
    answer = (await till.ask(ASK, {"s": [{"name": "it", "changes": given}]}))["whatIf"]
    assert answer["userErrors"] == []
    return answer["results"][0]


async def closing(till: Till, *changes: tuple[str, str | None, date | None]) -> str:
    amount: str = (await result_of(till, *changes))["closingBalanceChange"]["amount"]
    return amount


CHANGES: Mapping[str, str] = {
    "600": "0.00",
    "599.99": "0.01",
    "700": "-100.00",
    "250": "350.00",
    "100": "350.00",
    "0": "350.00",
}


@pytest.fixture(scope="module")
async def alone(served: Served) -> Till:
    return await opened(served, owed("1", within(10), 600.0), credit=250.0)


@pytest.mark.parametrize("amount", CHANGES)
async def test_another_open_balance_is_covered_as_the_planned_one(alone: Till, amount: str) -> None:
    result = await result_of(alone, ("1", amount, None))
    expected = {"amount": CHANGES[amount]}
    assert result["closingBalanceChange"] == result["lowestBalanceChange"] == expected


async def test_on_a_day_the_whole_amount_moves(alone: Till) -> None:
    assert await closing(alone, ("1", None, within(3))) == "-250.00"
    assert await closing(alone, ("1", "600", within(3))) == "-250.00"
    # A part: the rest stays as planned.
    assert await closing(alone, ("1", "300", within(3))) == "0.00"


async def test_what_an_item_needs_no_longer_covers_the_next_one_of_its_vendor(served: Served) -> None:
    bills = owed("1", within(10), 600.0), owed("2", within(20), 500.0)
    till = await opened(served, *bills, credit=250.0)
    # 1100 - 250 are planned; 100 + 500 - 250 are left to pay.
    result = await result_of(till, ("1", "100", None))
    assert result["closingBalanceChange"] == {"amount": "500.00"}
    assert [step["difference"]["amount"] for step in result["cash"]] == ["350.00", "500.00"]
    assert await closing(till, ("1", "100", None), ("2", "100", None)) == "850.00"
    # It is what the forecast becomes once the books have it.
    before = (await till.runway("forecast { closingBalance { amount } }"))["forecast"]["closingBalance"]
    await till.load(
        Bill=[{**bills[0], "Balance": 100.0, "SyncToken": "1"}],
        BillPayment=[pay("p", within(-2), 500.0, "1")],
    )
    after = (await till.runway("forecast { closingBalance { amount } }"))["forecast"]["closingBalance"]
    assert float(after["amount"]) - float(before["amount"]) == 500


async def test_a_larger_balance_takes_the_credit_that_is_left_or_that_of_a_later_one(served: Served) -> None:
    bills = owed("1", within(10), 100.0), owed("2", within(20), 100.0)
    till = await opened(served, *bills, credit=250.0)
    # 200 are covered; of 350, 250 are.
    assert await closing(till, ("1", "250", None)) == "-100.00"
    assert await closing(till, ("2", "150", None)) == "0.00"
    # What moves on a day keeps its credit from others, as it does alone.
    day = within(3)
    assert await closing(till, ("1", None, day)) == "-100.00"
    assert await closing(till, ("1", None, day), ("2", "100", None)) == "-100.00"
