"""A forecast with a baseline holds what usually moves beside what is known, and no scrap of it twice."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.clock import today, within
from tests.schema.runway.till import Record, Till, claim, collect, deposit, open_till, spend
from tests.serving import Served

MONDAY = today() - timedelta(days=today().weekday())
#: In each of the latest weeks, and of some before.
WEEKS = range(1, 16)
_RANDOM = Random(4)
SOLD = {(back, day): float(_RANDOM.randint(50, 2000)) for back in WEEKS for day in (1, 2, 4)}
SPENT = {back: float(_RANDOM.randint(50, 2000)) for back in WEEKS}


def in_week(back: int, day: int) -> Any:
    return MONDAY - timedelta(weeks=back) + timedelta(days=day)


@pytest.fixture
async def till(served: Served) -> Till:
    """Sales on three days of every week, of amounts that no rhythm fits, and spending beside them."""
    result = await open_till(served, balance=10_000.0)
    sales = [
        deposit(f"s{back}-{day}", in_week(back, day), SOLD[back, day]) for back in WEEKS for day in (1, 2, 4)
    ]
    spent = [spend(f"p{back}", in_week(back, 3), SPENT[back]) for back in WEEKS]
    await result.load(Deposit=sales, Purchase=spent)
    return result


async def weeks(till: Till) -> list[tuple[Decimal, Decimal]]:
    """What is usual of each week of the forecast: receipts and payments."""
    fields = "forecast { weeks { bySource { source receipts { amount } payments { amount } } } }"
    columns = (await till.runway(fields))["forecast"]["weeks"]
    return [
        (Decimal(source["receipts"]["amount"]), Decimal(source["payments"]["amount"]))
        for column in columns
        for source in column["bySource"]
        if source["source"] == "USUAL"
    ]


async def test_without_a_baseline_nothing_is_usual_and_with_one_it_comes_every_week(till: Till) -> None:
    assert set(await weeks(till)) == {(Decimal(0), Decimal(0))}
    await till.change("setRunwayPolicy", {"baseline": "USUAL"})
    told = await weeks(till)
    receipts = sum(SOLD[back, day] for back in range(1, 14) for day in (1, 2, 4)) / 13
    payments = sum(SPENT[back] for back in range(1, 14)) / 13
    for came, went in told[2:-1]:
        assert abs(float(came) - receipts) < 0.02
        assert abs(float(went) - payments) < 0.02
    assert 0 <= told[0][0] < receipts


async def test_it_is_scaled_from_a_day_on(till: Till) -> None:
    await till.change("setRunwayPolicy", {"baseline": "USUAL"})
    before = await weeks(till)
    since = MONDAY + timedelta(weeks=5)
    await till.change("setRunwayPolicy", {"usualShare": "0.5", "usualSinceDate": str(since)})
    after = await weeks(till)
    assert after[:5] == before[:5]
    for (came, went), (all_came, all_went) in zip(after[6:], before[6:], strict=True):
        assert abs(came - all_came / 2) < Decimal("0.02")
        assert abs(went - all_went / 2) < Decimal("0.02")


async def test_what_open_invoices_stand_for_is_usual_only_beyond_them(served: Served) -> None:
    till = await open_till(served, balance=10_000.0)
    sold: list[Record] = []
    paid: list[Record] = []
    for back in WEEKS:
        amount = float(100 + 40 * (back * 2 % 5))
        day = in_week(back, back * 2 % 5)
        sold.append(claim(f"i{back}", day, amount, day - timedelta(days=30), Balance=0))
        paid.append(collect(f"c{back}", day, amount, f"i{back}"))
    await till.load(Invoice=sold, Payment=paid)
    await till.change("setRunwayPolicy", {"baseline": "USUAL"})
    receipts = [came for came, _ in await weeks(till)]
    # Invoiced four weeks and two days before they are paid: until then they would be open today.
    assert receipts[:4] == [Decimal(0)] * 4
    assert Decimal(0) < receipts[4] < receipts[6]
    assert all(came > 100 for came in receipts[6:-1])


async def test_flows_of_what_is_usual_name_their_customer_and_lead_to_no_document(till: Till) -> None:
    await till.change("setRunwayPolicy", {"baseline": "USUAL"})
    nodes = (
        await till.runway("flows(first: 100, source: USUAL) { nodes { date label dateBasis item { id } } }")
    )["flows"]["nodes"]
    assert nodes
    assert {(node["label"], node["dateBasis"], node["item"]) for node in nodes} == {(None, None, None)}
    assert all(str(within(0)) < node["date"] for node in nodes)


async def test_on_a_past_day_it_is_what_was_usual_then(till: Till) -> None:
    await till.change("setRunwayPolicy", {"baseline": "USUAL"})
    fields = "forecast { weeks { bySource { source receipts { amount } } } }"
    # Two weeks after the first sale nothing is usual yet.
    columns = (await till.runway(fields, in_week(13, 2)))["forecast"]["weeks"]
    usual = [item for column in columns for item in column["bySource"] if item["source"] == "USUAL"]
    assert {item["receipts"]["amount"] for item in usual} == {"0.00"}
