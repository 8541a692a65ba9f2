"""However the same money is recorded, a forecast holds it once: its sum is the same."""

from decimal import Decimal
from typing import Any

import pytest

from tests.cases.books import situation
from tests.cases.test_deposits_ahead import FUNDS, banked, received
from tests.records import account, customer, invoice
from tests.serving import Served

MONTHS = ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
#: What lies on the bank on 28 November, whatever is entered for later.
CASH = 90_000.0
DEBT = {"TotalAmt": 5_000.0, "Balance": 5_000.0, "CustomerRef": {"value": "1"}}


def direct(source_id: str, day: str) -> dict[str, Any]:
    """A payment that goes to the bank itself."""
    return {**received(source_id, day, 5_000.0, "1"), "DepositToAccountRef": {"value": "35"}}


#: How December's money is recorded: records, and what the source says lies on the bank and waits.
RECORDED: dict[str, tuple[dict[str, list[Any]], float, float]] = {
    "not at all": ({}, CASH, 0.0),
    "as an invoice": (
        {"Invoice": [invoice("i", TxnDate="2026-11-20", DueDate="2026-12-03", **DEBT)]},
        CASH,
        0.0,
    ),
    "as an invoice that is overdue": (
        {"Invoice": [invoice("i", TxnDate="2026-11-01", DueDate="2026-11-25", **DEBT)]},
        CASH,
        0.0,
    ),
    "as a payment ahead": ({"Payment": [direct("p", "2026-12-03")]}, CASH + 5_000, 0.0),
    "as a payment ahead that is paid early": ({"Payment": [direct("p", "2026-12-01")]}, CASH + 5_000, 0.0),
    "as a payment ahead that is paid late": ({"Payment": [direct("p", "2026-12-08")]}, CASH + 5_000, 0.0),
    "as a payment ahead that will wait": (
        {"Payment": [received("p", "2026-12-03", 5_000.0, "1")]},
        CASH,
        5_000.0,
    ),
    "as a payment and its deposit ahead": (
        {
            "Payment": [received("p", "2026-12-03", 5_000.0, "1")],
            "Deposit": [banked("d", "2026-12-04", 0, ("p", 5_000.0))],
        },
        CASH + 5_000,
        0.0,
    ),
    "as a payment that waits": ({"Payment": [received("p", "2026-11-27", 5_000.0, "1")]}, CASH, 5_000.0),
    "as a payment that waits for its deposit ahead": (
        {
            "Payment": [received("p", "2026-11-27", 5_000.0, "1")],
            "Deposit": [banked("d", "2026-12-01", 0, ("p", 5_000.0))],
        },
        CASH + 5_000,
        0.0,
    ),
}


@pytest.mark.parametrize("through", ["the bank", "Undeposited Funds"])
@pytest.mark.parametrize("recorded", RECORDED)
async def test_a_retainer_is_in_the_forecast_once(served: Served, recorded: str, through: str) -> None:
    async with situation(served, "retainer") as books:
        more, on_bank, waiting = RECORDED[recorded]
        if through == "the bank":
            past = {"Payment": [direct(f"p{month}", f"{month}-03") for month in MONTHS], "Deposit": []}
        else:
            past = {
                "Payment": [received(f"p{month}", f"{month}-03", 5_000.0, "1") for month in MONTHS],
                "Deposit": [
                    banked(f"d{month}", f"{month}-04", 0, (f"p{month}", 5_000.0)) for month in MONTHS
                ],
            }
        accounts = [account("35", on_bank), {**FUNDS, "CurrentBalance": waiting}]
        records = {name: [*past.get(name, []), *more.get(name, [])] for name in {*past, *more}}
        await served.world.load(books.business, {"Account": accounts, "Customer": [customer("1")], **records})
        runway = await books.runway("cash { amount } flows(first: 100) { nodes { amount { amount } } }")
        flows = [Decimal(node["amount"]["amount"]) for node in runway["flows"]["nodes"]]
        # December, January and February, until the horizon ends on the 21st.
        assert (Decimal(runway["cash"]["amount"]), sum(flows)) == (Decimal("90000.00"), Decimal("15000.00"))
