"""The runway of a small business, figure by figure as a person works it out on paper."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.records import account, usd
from tests.schema.runway.till import BANK, SAVINGS, Till, claim, deposit, open_till, owed, spend, transfer
from tests.servers.postgres import Cluster
from tests.serving import serving

#: A Wednesday; clocks go forward on the Sunday after it.
DAY = date(2024, 3, 6)
FIELDS = """
  asOf cash { amount currencyCode } available { amount } unknownReason bufferIsKept
  burn {
    unknownReason windowStartDate windowEndDate
    months { startDate cashIn { amount } cashOut { amount } net { amount } }
    gross { mean { amount } median { amount } perDay { amount }
            perDayOfMean { amount } perDayOfMedian { amount } }
    net { mean { amount } median { amount } perDay { amount }
          perDayOfMean { amount } perDayOfMedian { amount } }
  }
  average { state unknownReason days months shortfall { amount } exhaustionDate }
  dated { state days belowFloorDate }
  lowestBalance { amount { amount } date }
  forecast {
    openingBalance { amount } closingBalance { amount } beyond { amount }
    weeks { startDate endDate openingBalance { amount } receipts { amount } payments { amount }
    closingBalance { amount }
            bySource { source receipts { amount } payments { amount } } }
    days { date balance { amount } }
  }
  assumptions {
    asOf earmarked { amount } accounts { name balance { amount } isCounted } leftOut { amount }
    policy { floor { amount } bufferDays overduePolicy burnAverage } burnWindowStartDate burnWindowEndDate
    horizonEndDate itemsCounted itemsWithoutDueDate documentsWithoutRate
  }
"""
FLOWS = """{ date amount { amount } source label dateBasis
             item { documentNumber counterparty { name } openBalance { amount } } }"""


@pytest.fixture(scope="module")
async def till(cluster: Cluster) -> AsyncIterator[Till]:
    """10,000 of cash in two accounts, 1,000 of it put aside; what moved, what is open, and the rent."""
    async with serving(cluster) as served:
        savings = account(SAVINGS, 700.0, Name="Savings", AccountSubType="Savings")
        result = await open_till(served, balance=9300.0, zone="America/New_York", accounts=[savings])
        moved = {
            "Deposit": [
                deposit("d0", date(2023, 11, 15), 500.0),
                deposit("d1", date(2023, 12, 10), 2000.0),
                deposit("d2", date(2024, 1, 10), 1000.0),
                deposit("d3", date(2024, 2, 12), 1500.0),
            ],
            "Purchase": [
                spend("p1", date(2023, 12, 20), 3000.0),
                spend("p2", date(2024, 1, 22), 4000.0),
                spend("p3", date(2024, 2, 20), 4100.0),
            ],
            "Transfer": [transfer("t", date(2024, 1, 5), 700.0, BANK, SAVINGS)],
        }
        bills = [
            owed("1", date(2024, 3, 8), 5000.0),
            owed("2", date(2024, 3, 17), 2500.0),
            owed("3", date(2024, 3, 1), 300.0),
            owed("4", date(2024, 8, 1), 4000.0, DAY),
        ]
        invoices = [claim("1", date(2024, 3, 18), 1200.0), claim("2", date(2024, 4, 6), 800.0, DAY)]
        await result.load(**moved, Bill=bills, Invoice=invoices)
        await result.change("setEarmark", {"name": "Tax", "amount": usd("1000")})
        await result.change("setRunwayPolicy", {"floor": usd("1500")})
        # Declared long ago; the contract takes none that begins more than ten years off.
        await result.change(
            "setRecurringFlow", {"label": "Rent", "amount": usd("-600"), "firstDate": "2024-04-01"}
        )
        yield result


@pytest.fixture(scope="module")
async def shown(till: Till) -> Any:
    return await till.runway(FIELDS, DAY)


def amounts(values: dict[str, Any]) -> dict[str, str]:
    return {name: money["amount"] for name, money in values.items()}


def test_cash_is_what_lies_in_both_accounts_and_available_is_less_what_was_put_aside(shown: Any) -> None:
    assert shown["asOf"] == "2024-03-06"
    # 9,300 + 700.
    assert shown["cash"] == {"amount": "10000.00", "currencyCode": "USD"}
    assert shown["available"] == {"amount": "9000.00"}


def test_burn_is_that_of_the_three_months_before_without_the_transfer(shown: Any) -> None:
    burn = shown["burn"]
    assert (burn["windowStartDate"], burn["windowEndDate"]) == ("2023-12-01", "2024-02-29")
    months = [
        (month["startDate"], *(month[name]["amount"] for name in ("cashIn", "cashOut", "net")))
        for month in burn["months"]
    ]
    assert months == [
        ("2023-12-01", "2000.00", "3000.00", "1000.00"),
        ("2024-01-01", "1000.00", "4000.00", "3000.00"),
        ("2024-02-01", "1500.00", "4100.00", "2600.00"),
    ]
    # 11,100 / 3, the middle one, 11,100 / 91 days; 6,600 / 3, the middle one, 6,600 / 91 days.
    # By default a day is that of the median: the middle one x 3 / 91 days.
    names = ("mean", "median", "perDay", "perDayOfMean", "perDayOfMedian")
    gross, net = amounts(burn["gross"]), amounts(burn["net"])
    assert [gross[name] for name in names] == ["3700.00", "4000.00", "131.87", "121.98", "131.87"]
    assert [net[name] for name in names] == ["2200.00", "2600.00", "85.71", "72.53", "85.71"]


def test_the_average_runway_is_what_is_available_over_the_median_burn_a_day(shown: Any) -> None:
    # 9,000 / (2,600 x 3 / 91) = 105 days; / 30.4375 = 3.4497 months; 25 + 30 + 31 + 19 days after 6 March.
    assert shown["average"] == {
        "state": "FINITE",
        "unknownReason": None,
        "days": "105.0000",
        "months": "3.4497",
        "shortfall": None,
        "exhaustionDate": "2024-06-19",
    }


def test_the_dated_runway_is_the_first_day_below_the_floor(shown: Any) -> None:
    # 9,000 - 300 (overdue, on the 7th) - 5,000 (on the 8th) = 3,700;
    # - 2,500 (the 17th is a Sunday: on the 15th) = 1,200.
    assert shown["dated"] == {"state": "FALLS_BELOW", "days": 9, "belowFloorDate": "2024-03-15"}
    assert shown["lowestBalance"] == {"amount": {"amount": "1200.00"}, "date": "2024-03-15"}
    assert shown["bufferIsKept"] is False


def test_the_weeks_follow_each_other_from_monday_on(shown: Any) -> None:
    forecast = shown["forecast"]
    assert [week["startDate"] for week in forecast["weeks"]] == [
        str(date(2024, 3, 4) + timedelta(days=7 * number)) for number in range(13)
    ]
    assert forecast["weeks"][-1]["endDate"] == shown["assumptions"]["horizonEndDate"] == "2024-06-02"
    # + 1,200 on 18 March; - 600 on 1 April; + 800 on 8 April (the 6th is a Saturday); - 600 on 1 May;
    # - 600 on 31 May (1 June is a Saturday).
    closings = [3700, 1200, 2400, 2400, 1800, 2600, 2600, 2600, 2000, 2000, 2000, 2000, 1400]
    assert [week["closingBalance"]["amount"] for week in forecast["weeks"]] == [
        f"{closing}.00" for closing in closings
    ]
    assert forecast["openingBalance"] == {"amount": "9000.00"}
    assert forecast["closingBalance"] == {"amount": "1400.00"}
    assert forecast["beyond"] == {"amount": "-4000.00"}
    opening = Decimal(9000)
    for week in forecast["weeks"]:
        sums = {
            name: Decimal(week[name]["amount"])
            for name in ("openingBalance", "receipts", "payments", "closingBalance")
        }
        assert sums["openingBalance"] == opening
        assert sums["closingBalance"] == opening + sums["receipts"] - sums["payments"]
        opening = sums["closingBalance"]


def test_the_sources_of_a_week_add_up_to_it(shown: Any) -> None:
    totals: dict[str, Decimal] = {}
    for week in shown["forecast"]["weeks"]:
        for side in ("receipts", "payments"):
            parts = {item["source"]: Decimal(item[side]["amount"]) for item in week["bySource"]}
            assert sum(parts.values()) == Decimal(week[side]["amount"])
            for source, amount in parts.items():
                totals[f"{source} {side}"] = totals.get(f"{source} {side}", Decimal(0)) + amount
    assert {name: str(amount) for name, amount in totals.items() if amount} == {
        "INVOICE receipts": "2000.00",
        "BILL payments": "7500.00",
        "RECURRING payments": "1800.00",
        "OVERDUE payments": "300.00",
    }


def test_each_day_is_there_once_also_when_the_clock_goes_forward(shown: Any) -> None:
    days = shown["forecast"]["days"]
    assert [day["date"] for day in days] == [str(DAY + timedelta(days=number)) for number in range(89)]
    by_day = {day["date"]: day["balance"]["amount"] for day in days}
    assert [by_day[f"2024-03-{day:02}"] for day in (6, 7, 8, 10, 15)] == [
        "9000.00",
        "8700.00",
        "3700.00",
        "3700.00",
        "1200.00",
    ]
    assert days[-1]["balance"] == shown["forecast"]["closingBalance"]


def test_the_assumptions_name_what_the_figures_rest_on(shown: Any) -> None:
    assert shown["assumptions"] == {
        "asOf": "2024-03-06",
        "earmarked": {"amount": "1000.00"},
        "accounts": [
            {"name": "Checking 35", "balance": {"amount": "9300.00"}, "isCounted": True},
            {"name": "Savings", "balance": {"amount": "700.00"}, "isCounted": True},
        ],
        "leftOut": {"amount": "0.00"},
        "policy": {
            "floor": {"amount": "1500.00"},
            "bufferDays": 30,
            "overduePolicy": "HISTORY",
            "burnAverage": "MEDIAN",
        },
        "burnWindowStartDate": "2023-12-01",
        "burnWindowEndDate": "2024-02-29",
        "horizonEndDate": "2024-06-02",
        "itemsCounted": 6,
        "itemsWithoutDueDate": 0,
        "documentsWithoutRate": 0,
    }


async def test_the_flows_lead_to_their_documents(till: Till) -> None:
    result = (await till.runway(f"flows {{ nodes {FLOWS} totalCount {{ count }} }}", DAY))["flows"]
    assert result["totalCount"] == {"count": 9}
    results = [
        (
            flow["date"][5:],
            flow["amount"]["amount"],
            flow["source"],
            flow["dateBasis"],
            flow["item"]["documentNumber"] if flow["item"] else flow["label"],
        )
        for flow in result["nodes"]
    ]
    assert results == [
        ("03-07", "-300.00", "OVERDUE", "OVERDUE_POLICY", "B-3"),
        ("03-08", "-5000.00", "BILL", "DUE", "B-1"),
        ("03-15", "-2500.00", "BILL", "DUE", "B-2"),
        ("03-18", "1200.00", "INVOICE", "EXPECTED", "I-1"),
        ("04-01", "-600.00", "RECURRING", None, "Rent"),
        ("04-08", "800.00", "INVOICE", "EXPECTED", "I-2"),
        ("05-01", "-600.00", "RECURRING", None, "Rent"),
        ("05-31", "-600.00", "RECURRING", None, "Rent"),
        ("08-01", "-4000.00", "BILL", "DUE", "B-4"),
    ]
    first = result["nodes"][1]["item"]
    assert first["counterparty"] == {"name": "Paper Supplies"}
    assert first["openBalance"] == {"amount": "5000.00"}


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ("source: RECURRING", 3),
        ("source: BILL", 3),
        ("source: OVERDUE", 1),
        ('fromDate: "2024-03-15"', 7),
        ('toDate: "2024-03-15"', 3),
        ('source: BILL, fromDate: "2024-03-08", toDate: "2024-06-02"', 2),
        ('fromDate: "2024-06-03"', 1),
    ],
)
async def test_flows_are_narrowed_by_source_and_days(till: Till, narrowed: str, count: int) -> None:
    result = await till.runway(f"flows({narrowed}) {{ nodes {{ date }} totalCount {{ count }} }}", DAY)
    assert result["flows"]["totalCount"] == {"count": count}
    assert len(result["flows"]["nodes"]) == count


@pytest.mark.parametrize("size", [1, 2, 4])
async def test_all_pages_of_flows_together_are_the_list(till: Till, size: int) -> None:
    whole = (await till.runway(f"flows {{ nodes {FLOWS} }}", DAY))["flows"]["nodes"]
    assert await walk(till, size) == whole


async def test_two_rents_alike_in_all_are_two_on_whatever_page(till: Till) -> None:
    landlord = {"counterpartyId": await till.id("Vendor", "1"), "label": "Rent"}
    await till.change("setRecurringFlow", {**landlord, "amount": usd("-600"), "firstDate": "2024-04-01"})
    try:
        for size in (1, 2, 5):
            result = await walk(till, size)
            assert len(result) == 12
            assert sum(flow["date"] == "2024-04-01" for flow in result) == 2
    finally:
        declared = (await till.ask("{ recurringFlows { id counterparty { id } } }"))["recurringFlows"]
        (second,) = [item["id"] for item in declared if item["counterparty"]]
        await till.change("removeRecurringFlow", {"id": second})


async def walk(till: Till, size: int) -> list[Any]:
    results: list[Any] = []
    after = ""
    while True:
        query = f"flows(first: {size}{after}) {{ nodes {FLOWS} pageInfo {{ hasNextPage endCursor }} }}"
        page = (await till.runway(query, DAY))["flows"]
        results += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return results
        after = f', after: "{page["pageInfo"]["endCursor"]}"'
