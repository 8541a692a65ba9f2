"""An impact follows from its inputs: whoever changes one amount, date or term of the books sees another."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.clock import within
from tests.records import account, usd
from tests.schema.runway.till import (
    BANK,
    Record,
    Till,
    claim,
    deposit,
    open_till,
    owed,
    spend,
    weekday_before,
)
from tests.serving import Served

EFFECT = """{ date days daysPrecision lowestBalance { amount } lowestBalanceChange { amount }
    cashChange { amount } belowFloorDate }"""
#: Whole weeks apart, so that weekends move each of them by as much.
FIRST, SECOND, SALE = within(21), within(42), within(63)


@pytest.fixture
async def till(served: Served) -> Till:
    """800 of cash; 700 to pay in three weeks, 500 in six, 300 to come in nine."""
    result = await open_till(served, balance=800.0)
    bills = [owed("1", FIRST, 700.0, within(0)), owed("2", SECOND, 500.0)]
    await result.load(Bill=bills, Invoice=[claim("1", SALE, 300.0)])
    return result


async def newer(till: Till, **records: Record) -> None:
    """Import newer versions, one of each entity."""
    await till.load(**{entity: [{**record, "SyncToken": "1"}] for entity, record in records.items()})


async def effect(till: Till, entity: str, source_id: str, day: date | None = None) -> Any:
    result = await till.id(entity, source_id)
    query = f'impact {{ it: onDate(date: "{day or within(0)}") {EFFECT} }}'
    shown = await till.ask(f'{{ node(id: "{result}") {{ ... on {entity} {{ {query} }} }} }}')
    return shown["node"]["impact"]["it"]


async def days(till: Till, source_id: str) -> int:
    """What paying a bill now does, in days."""
    result: int = (await effect(till, "Bill", source_id))["days"]
    return result


async def gained(till: Till, entity: str, source_id: str, day: date | None = None) -> Decimal:
    """By how much the lowest balance changes."""
    return Decimal((await effect(till, entity, source_id, day))["lowestBalanceChange"]["amount"])


async def test_paying_now_costs_the_days_between_the_falls(till: Till) -> None:
    # 800 - 500 now leaves 300, which the 700 in three weeks use up instead of the 500 in six.
    assert await days(till, "2") == -21
    # 800 - 700 now leaves 100: it falls with the 500 as planned.
    assert await days(till, "1") == 0


async def test_another_due_date_of_the_item_is_another_impact(till: Till) -> None:
    await newer(till, Bill=owed("2", within(49), 500.0))
    assert await days(till, "2") == -28


async def test_another_due_date_of_another_item_is_another_impact(till: Till) -> None:
    await newer(till, Bill=owed("1", within(28), 700.0, within(0)))
    assert await days(till, "2") == -14


async def test_another_amount_of_the_item_is_another_impact(till: Till) -> None:
    assert (await effect(till, "Bill", "2"))["cashChange"] == {"amount": "-500.00"}
    await newer(till, Bill=owed("2", SECOND, 500.01))
    assert (await effect(till, "Bill", "2"))["cashChange"] == {"amount": "-500.01"}
    # With 100 it never falls below 0, and paying it at once leaves just nothing on the way.
    await till.load(Bill=[owed("2", SECOND, 100.0, SyncToken="2")])
    assert (await effect(till, "Bill", "2"))["daysPrecision"] == "BEYOND_HORIZON"
    assert await days(till, "2") == 0


async def test_other_cash_is_another_impact(till: Till) -> None:
    await newer(till, Account=account(BANK, 1250.0))
    assert await days(till, "2") == 0
    await till.load(Account=[account(BANK, 400.0, SyncToken="2")])
    # 400 falls with the 700 as planned, before a weekend if need be, and with the 500 today.
    assert await days(till, "2") == -(weekday_before(FIRST) - within(0)).days
    assert (await effect(till, "Bill", "2"))["belowFloorDate"] == str(within(0))


async def test_collecting_an_invoice_now_gives_its_amount_to_the_lowest_balance(till: Till) -> None:
    assert await gained(till, "Invoice", "1") == 300
    await newer(till, Invoice=claim("1", SALE, 300.25))
    assert await gained(till, "Invoice", "1") == Decimal("300.25")


async def test_an_earmark_and_a_floor_count(till: Till) -> None:
    await till.change("setEarmark", {"name": "Tax", "amount": usd("150")})
    # 650 falls with the 700.
    assert await days(till, "2") == 0
    await till.change("releaseEarmark", {"name": "Tax"})
    await till.change("setRunwayPolicy", {"floor": usd("350")})
    # 800 - 500 is below 350 today.
    assert (await effect(till, "Bill", "2"))["belowFloorDate"] == str(within(0))


async def test_a_flat_late_fee_is_lost_and_another_fee_is_another_loss(till: Till) -> None:
    vendor = await till.id("Vendor", "1")
    assert await gained(till, "Bill", "1", within(35)) == 0
    for rate in ("25", "30.50"):
        terms = {"vendorId": vendor, "graceDays": 2, "lateCost": {"kind": "FLAT", "amount": usd(rate)}}
        await till.change("setVendorTerms", terms)
        assert await gained(till, "Bill", "1", within(35)) == -Decimal(rate)
        # Within the grace it costs nothing.
        assert await gained(till, "Bill", "1", FIRST) == 0


async def test_a_daily_late_cost_grows_with_each_day_after_the_grace(till: Till) -> None:
    cost = {"kind": "DAILY", "percent": "36.5"}
    terms = {"vendorId": await till.id("Vendor", "1"), "graceDays": 2, "lateCost": cost}
    await till.change("setVendorTerms", terms)
    # 700 x 36.5 % / 365 is 0.70 a day; weekends move the payment, so whole weeks are compared.
    on = [await effect(till, "Bill", "1", within(day)) for day in (28, 35)]
    first, second = (Decimal(item["lowestBalanceChange"]["amount"]) for item in on)
    assert first - second == Decimal("4.90")


async def test_a_discount_is_gained_while_it_lasts_and_follows_its_percent(served: Served) -> None:
    till = await open_till(served, balance=800.0)
    for token, percent in (("0", 2), ("1", 3.5)):
        term = {
            "Id": "1",
            "SyncToken": token,
            "Name": "Early",
            "DiscountPercent": percent,
            "DiscountDays": 10,
        }
        early = owed("1", FIRST, 700.0, within(0), SalesTermRef={"value": "1"}, SyncToken=token)
        await till.load(Term=[term], Bill=[early])
        saved = Decimal(700) * Decimal(str(percent)) / 100
        assert await gained(till, "Bill", "1") == saved
        assert (await effect(till, "Bill", "1"))["cashChange"] == {
            "amount": str(saved.quantize(Decimal("0.01")) - 700)
        }
        assert await gained(till, "Bill", "1", within(14)) == 0


async def test_the_days_shown_are_now_the_due_date_and_the_latest_safe_date(till: Till) -> None:
    await till.change("setVendorTerms", {"vendorId": await till.id("Vendor", "1"), "graceDays": 9})
    result = await till.id("Bill", "2")
    shown = "... on Bill { impact { payNow { date } atDue { date days } latestSafe { date days } } }"
    impact = (await till.ask(f'{{ node(id: "{result}") {{ {shown} }} }}'))["node"]["impact"]
    assert [impact[name]["date"] for name in ("payNow", "atDue", "latestSafe")] == [
        str(day) for day in (within(0), SECOND, within(51))
    ]
    assert impact["atDue"]["days"] == 0 <= impact["latestSafe"]["days"]


async def test_the_tier_and_the_due_date_raise_the_priority_and_the_amount_does_not(till: Till) -> None:
    vendor, result = await till.id("Vendor", "1"), await till.id("Bill", "2")

    async def score() -> Decimal:
        shown = await till.ask(f'{{ node(id: "{result}") {{ ... on Bill {{ priority {{ score }} }} }} }}')
        return Decimal(shown["node"]["priority"]["score"])

    scores = []
    for tier in ("COMMODITY", "STANDARD", "IMPORTANT", "STRATEGIC"):
        await till.change("setVendorTerms", {"vendorId": vendor, "tier": tier})
        scores.append(await score())
    assert scores == sorted(set(scores))
    await newer(till, Bill=owed("2", SECOND, 90000.0))
    assert await score() == scores[-1]
    await till.load(Bill=[owed("2", within(5), 90000.0, SyncToken="2")])
    assert await score() > scores[-1]


async def worth(till: Till, entity: str, source_id: str) -> tuple[str | None, str | None]:
    """What an item is worth in average runway: the days, and why there are none."""
    result = await till.id(entity, source_id)
    fields = "impact { average { days unknownReason } }"
    query = f'{{ node(id: "{result}") {{ ... on {entity} {{ {fields} }} }} }}'
    average = (await till.ask(query))["node"]["impact"]["average"]
    return average["days"], average["unknownReason"]


def firsts_of_months() -> list[date]:
    """The first days of the last four completed months, the newest first."""
    days = [within(0).replace(day=1)]
    while len(days) < 5:
        days.append((days[-1] - timedelta(days=1)).replace(day=1))
    return days[1:]


async def test_each_item_is_worth_its_balance_over_the_burn_of_a_day(till: Till) -> None:
    assert await worth(till, "Bill", "2") == (None, "INSUFFICIENT_HISTORY")
    months = firsts_of_months()
    spent = zip(months, (900.0, 9100.0, 910.0, 910.0), strict=True)
    await till.load(Purchase=[spend(f"s{at}", day, amount) for at, (day, amount) in enumerate(spent)])
    per_day = Decimal(910) * 3 / (within(0).replace(day=1) - months[2]).days
    four = Decimal("0.0001")
    assert await worth(till, "Bill", "2") == (str((-500 / per_day).quantize(four)), None)
    assert await worth(till, "Invoice", "1") == (str((300 / per_day).quantize(four)), None)
    # What is left of a bill counts, and not what it was over.
    await newer(till, Bill=owed("2", SECOND, 500.0, Balance=125.0))
    assert await worth(till, "Bill", "2") == (str((-125 / per_day).quantize(four)), None)


async def test_by_the_mean_cash_and_items_are_over_the_mean_of_a_day(till: Till) -> None:
    months = firsts_of_months()
    spent = zip(months, (900.0, 9100.0, 910.0, 910.0), strict=True)
    await till.load(Purchase=[spend(f"s{at}", day, amount) for at, (day, amount) in enumerate(spent)])
    await till.change("setRunwayPolicy", {"burnAverage": "MEAN"})
    fields = (
        "available { amount } burn { net { perDay { amount } perDayOfMean { amount } } } average { days }"
    )
    shown = await till.runway(fields)
    net, days = shown["burn"]["net"], (within(0).replace(day=1) - months[2]).days
    per_day = Decimal(900 + 9100 + 910) / days
    assert Decimal(net["perDay"]["amount"]) == per_day.quantize(Decimal("0.01"))
    assert net["perDayOfMean"] == net["perDay"]
    cash, four = Decimal(shown["available"]["amount"]), Decimal("0.0001")
    assert shown["average"]["days"] == str((cash / per_day).quantize(four))
    assert await worth(till, "Bill", "1") == (str((-700 / per_day).quantize(four)), None)


async def test_without_burn_an_item_is_worth_no_days_rather_than_endless_ones(till: Till) -> None:
    await till.load(Account=[account(BANK, 100_000.0, SyncToken="1")])
    months = firsts_of_months()
    await till.load(Deposit=[deposit(f"d{at}", day, 500.0) for at, day in enumerate(months)])
    assert await worth(till, "Bill", "2") == (None, "NOT_BURNING")
    assert await worth(till, "Invoice", "1") == (None, "NOT_BURNING")
    # Exactly as much out as in is no burn either.
    await till.load(Purchase=[spend(f"s{at}", day, 500.0) for at, day in enumerate(months)])
    assert await worth(till, "Bill", "2") == (None, "NOT_BURNING")


@pytest.mark.parametrize(
    ("condition", "hide", "show"), [("@include(if: $on)", False, True), ("@skip(if: $on)", True, False)]
)
async def test_what_is_left_out_is_not_made_either(
    till: Till, condition: str, hide: bool, show: bool
) -> None:
    query = f"""query ($on: Boolean!) {{ bills(first: 2) {{ nodes {{ id
        impact {condition} {{ payNow {{ days }} }} ... {condition} {{ counterparty {{ name }} }} }} }} }}"""
    till.world.statements.clear()
    assert [row.keys() for row in (await till.ask(query, {"on": hide}))["bills"]["nodes"]] == [{"id"}] * 2
    (page,) = [sql for sql in till.world.statements if "runway.document" in sql]
    assert "runway.party" not in page
    shown = (await till.ask(query, {"on": show}))["bills"]["nodes"]
    assert all(row["impact"] and row["counterparty"] for row in shown)


async def test_a_failure_is_told_by_each_field_that_needs_the_liquidity_and_is_not_tried_again(
    till: Till,
) -> None:
    await till.world.run("REVOKE SELECT ON runway.earmark FROM runway_api")
    till.world.statements.clear()
    try:
        reply = await till.reply(
            "{ bills(first: 2) { nodes { state priority { score } impact { itemId: __typename } } } }"
        )
    finally:
        await till.world.run("GRANT SELECT ON runway.earmark TO runway_api")
    told = [(tuple(error["path"]), error["extensions"]["code"]) for error in reply.errors]
    assert sorted(told) == [
        (("bills", "nodes", at, name), "INTERNAL_SERVER_ERROR")
        for at in (0, 1)
        for name in ("impact", "priority")
    ]
    row = {"state": "OPEN", "priority": None, "impact": None}
    assert reply.body["data"] == {"bills": {"nodes": [row, row]}}
    # Once, in the snapshot that the page is of.
    assert sum("runway.earmark" in sql for sql in till.world.statements) == 1
    assert sum(sql.startswith("BEGIN") for sql in till.world.statements) == 1
