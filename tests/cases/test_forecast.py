"""Forecasts of reported situations: money counts once, and what is not known is not zero."""

from decimal import Decimal
from typing import Any

import pytest

from tests.cases.books import Books, situation
from tests.serving import Served

pytestmark = pytest.mark.usefixtures("shared_data")

FLOWS = "flows(first: 100) { nodes { date amount { amount } source dateBasis label } }"
AVERAGE = "average { state unknownReason days burnAverage } dated { state days }"


async def flows(books: Books, until: str = "9999-12-31") -> list[tuple[str, str]]:
    """The days and amounts of the forecast, up to a day."""
    nodes: list[dict[str, Any]] = (await books.runway(FLOWS))["flows"]["nodes"]
    return [(node["date"], node["amount"]["amount"]) for node in nodes if node["date"] <= until]


async def test_a_retainer_paid_through_undeposited_funds_comes_once(served: Served) -> None:
    async with situation(served, "60-retainer-through-undeposited-funds") as books:
        await books.load()
        assert [amount for _, amount in await flows(books, "2026-12-31")] == ["5000.00"]


async def test_who_always_pays_eleven_days_late_pays_once(served: Served) -> None:
    async with situation(served, "61-always-eleven-days-late") as books:
        await books.load()
        assert await flows(books, "2026-12-31") == [("2026-12-14", "5000.00")]


async def test_months_after_the_last_movement_are_not_known(served: Served) -> None:
    async with situation(served, "62-books-that-end-in-july") as books:
        await books.load()
        runway = await books.runway(f"burn {{ unknownReason months {{ startDate }} }} {AVERAGE}")
        assert runway["burn"] == {"unknownReason": "NO_RECENT_HISTORY", "months": []}
        assert (runway["average"]["state"], runway["average"]["unknownReason"]) == (
            "UNKNOWN",
            "NO_RECENT_HISTORY",
        )


async def test_a_median_of_nothing_gives_way_to_the_mean_where_the_forecast_falls(served: Served) -> None:
    async with situation(served, "63-quarterly-spending") as books:
        await books.load()
        runway = await books.runway(f"{AVERAGE} burn {{ net {{ perDay {{ amount }} }} }}")
        assert runway["dated"] == {"state": "FALLS_BELOW", "days": 12}
        average = runway["average"]
        assert (average["state"], average["burnAverage"]) == ("FINITE", "MEAN")
        assert 60 < Decimal(average["days"]) < 62
        # 30,000 in the 92 days of August to October.
        assert runway["burn"]["net"]["perDay"]["amount"] == "326.09"


async def test_an_opening_entry_is_no_operation(served: Served) -> None:
    async with situation(served, "64-opening-balance-entry") as books:
        await books.load()
        runway = await books.runway(f"burn {{ unknownReason months {{ startDate }} }} {AVERAGE}")
        assert runway["burn"] == {"unknownReason": "INSUFFICIENT_HISTORY", "months": []}
        assert runway["average"]["state"] == "UNKNOWN"


async def test_before_anything_moved_cash_is_not_known(served: Served) -> None:
    async with situation(served, "64-opening-balance-entry") as books:
        await books.load()
        fields = "cash { amount } unknownReason average { state unknownReason }"
        assert await books.runway(fields, "2025-12-31") == {
            "cash": None,
            "unknownReason": "INSUFFICIENT_HISTORY",
            "average": {"state": "UNKNOWN", "unknownReason": "INSUFFICIENT_HISTORY"},
        }
        assert (await books.runway(fields, "2026-01-01"))["cash"] == {"amount": "60000.00"}


async def test_a_bill_without_a_balance_is_open_alike_everywhere(served: Served) -> None:
    async with situation(served, "66-bill-without-balance") as books:
        await books.load()
        item = "{ openBalance { amount } }"
        answer = await books.ask(
            "{ payables { total { amount } } receivables { total { amount } } "
            "bills { nodes { openBalance { amount } state } } "
            f"decisionConsole {{ items {{ nodes {{ ... on Bill {item} ... on Invoice {item} }} }} }} "
            "hygieneTray { issues { nodes { check } } } }"
        )
        assert sorted(amount for _, amount in await flows(books)) == ["-1000.00", "500.00"]
        assert answer["payables"]["total"]["amount"] == "1000.00"
        assert answer["receivables"]["total"]["amount"] == "500.00"
        assert answer["bills"]["nodes"] == [{"openBalance": {"amount": "1000.00"}, "state": "OPEN"}]
        items = answer["decisionConsole"]["items"]["nodes"]
        assert sorted(node["openBalance"]["amount"] for node in items) == ["1000.00", "500.00"]
        assert answer["hygieneTray"]["issues"]["nodes"] == []


async def test_what_is_left_of_an_item_stays_planned(served: Served) -> None:
    async with situation(served, "68-what-if-of-a-part") as books:
        await books.load()
        nodes = (await books.ask("{ bills { nodes { id documentNumber } } }"))["bills"]["nodes"]
        [bill] = [node["id"] for node in nodes if node["documentNumber"] == "B1"]
        part = '{amount: "300", currencyCode: "USD"}'
        change = f'{{itemId: "{bill}", amount: {part}, date: "2026-12-01"}}'
        fields = "results { closingBalanceChange { amount } } userErrors { message }"
        query = f'{{ whatIf(scenarios: [{{name: "part", changes: [{change}]}}]) {{ {fields} }} }}'
        assert (await books.ask(query))["whatIf"] == {
            "results": [{"closingBalanceChange": {"amount": "0.00"}}],
            "userErrors": [],
        }


async def test_a_home_bill_that_carries_a_rate_is_taken_at_one(served: Served) -> None:
    async with situation(served, "69-home-bill-with-a-rate") as books:
        await books.load()
        fields = 'change(sinceDate: "2026-11-19") { causes { kind lowestBalanceChange { amount } } }'
        causes = (await books.runway(fields))["change"]["causes"]
        assert {cause["kind"] for cause in causes} <= {"TIME"}


async def test_money_in_undeposited_funds_counts_once(served: Served) -> None:
    fields = "cash { amount } assumptions { awaitingDeposit { amount } accounts { name isCounted } }"
    async with situation(served, "70-money-in-undeposited-funds") as books:
        await books.load()
        runway = await books.runway(fields)
        assert runway["cash"] == {"amount": "5000.00"}
        assert runway["assumptions"] == {
            "awaitingDeposit": {"amount": "2000.00"},
            "accounts": [{"name": "Bank", "isCounted": True}, {"name": "UF", "isCounted": False}],
        }
        assert await flows(books) == [("2026-11-30", "2000.00")]
        change = "setRunwayPolicy(input: {countUndepositedFunds: true})"
        await books.ask(f"mutation {{ {change} {{ userErrors {{ code }} }} }}")
        runway = await books.runway(fields)
        assert runway["cash"] == {"amount": "7000.00"}
        assert runway["assumptions"] == {
            "awaitingDeposit": {"amount": "0.00"},
            "accounts": [{"name": "Bank", "isCounted": True}, {"name": "UF", "isCounted": True}],
        }
        assert await flows(books) == []
