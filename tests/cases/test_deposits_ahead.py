"""A deposit that is entered ahead stands for what the customers in it pay regularly."""

from typing import Any

import pytest

from tests.cases.books import Books, situation
from tests.records import account, customer
from tests.serving import Served

FUNDS = account(
    "44", 0.0, Name="Undeposited", AccountType="Other Current Asset", AccountSubType="UndepositedFunds"
)
MONTHS = ("06", "07", "08", "09", "10", "11")


def received(source_id: str, day: str, amount: float, who: str) -> dict[str, Any]:
    into = {"DepositToAccountRef": {"value": "44"}, "CustomerRef": {"value": who}}
    return {"Id": source_id, "SyncToken": "0", "TxnDate": day, "TotalAmt": amount, "UnappliedAmt": 0, **into}


def banked(source_id: str, day: str, fee: float, *parts: tuple[str, float]) -> dict[str, Any]:
    lines: list[dict[str, Any]] = [
        {"Amount": amount, "LinkedTxn": [{"TxnType": "Payment", "TxnId": payment}]}
        for payment, amount in parts
    ]
    if fee:
        lines.append({"Amount": -fee, "DepositLineDetail": {"AccountRef": {"value": "61", "name": "Fees"}}})
    total = sum(amount for _, amount in parts) - fee
    same = {"Id": source_id, "SyncToken": "0", "TxnDate": day, "TotalAmt": total, "Line": lines}
    return {**same, "DepositToAccountRef": {"value": "35"}}


async def flows(books: Books) -> list[tuple[str, str, str]]:
    fields = "flows(first: 100) { nodes { date amount { amount } source } }"
    nodes = (await books.runway(fields))["flows"]["nodes"]
    return [
        (node["date"], node["amount"]["amount"], node["source"])
        for node in nodes
        if node["date"] < "2026-12-20"
    ]


@pytest.mark.parametrize("fee", [0, 25.0])
@pytest.mark.parametrize("customers", [("1",), ("1", "2")])
async def test_it_does_not_come_again(served: Served, customers: tuple[str, ...], fee: float) -> None:
    async with situation(served, "deposit ahead") as books:
        payments, deposits = [], []
        for month, year in [*((month, "2026") for month in MONTHS), ("12", "2026")]:
            parts = [(f"p{month}-{who}", 3_000.0 + 1_000 * int(who)) for who in customers]
            payments += [received(key, f"{year}-{month}-03", amount, key[-1]) for key, amount in parts]
            deposits.append(banked(f"d{month}", f"{year}-{month}-04", fee, *parts))
        who_pays = [customer("1"), customer("2", "Other Shop")]
        records = {"Account": [account("35", 90_000.0), FUNDS], "Customer": who_pays}
        await served.world.load(books.business, {**records, "Payment": payments, "Deposit": deposits})
        amount = sum(3_000 + 1_000 * int(who) for who in customers) - fee
        assert await flows(books) == [("2026-12-04", f"{amount:.2f}", "ENTERED")]
