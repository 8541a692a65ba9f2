"""Amounts at the end of what can be stored cost the record that has them, and never the import."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.clock import NOW
from tests.records import account, bill, customer, invoice, vendor
from tests.server.importing.exported import ask
from tests.server.importing.imported import books, rejected
from tests.serving import Served
from tests.sources.tables.importing import load, tables_of

LISTS = {"Vendor": [vendor()], "Customer": [customer()]}
YEN, LARGEST = {"value": "JPY"}, 999_999_999_999_999
FOREIGN: dict[str, Any] = {"CurrencyRef": YEN, "ExchangeRate": 9_999_999_999, "TotalAmt": 5_000_000_000}
#: What adds up everything: a figure that is too large for the code would fail here.
FIGURES = (
    "{ runway { cash { amount } burn { unknownReason } forecast { weeks { closingBalance { amount } } } } "
    "payables { total { amount } } receivables { total { amount } } "
    "hygieneTray { quality { score } issues { nodes { check amountAtStake { amount } } } } }"
)


def _purchase(source_id: str, day: str = "2026-10-01", **changes: Any) -> dict[str, Any]:
    paid = {"TotalAmt": 1, "AccountRef": {"value": "35"}, "PaymentType": "Check"}
    return {"Id": source_id, "SyncToken": "0", "TxnDate": day, **paid, **changes}


@pytest.mark.parametrize("entity", ["Purchase", "Bill"])
async def test_a_record_whose_home_amount_cannot_be_stored_is_rejected_alone(
    served: Served, entity: str
) -> None:
    business = await served.world.business(currency="USD")
    huge = _purchase("1", **FOREIGN) if entity == "Purchase" else bill("1", **FOREIGN, Balance=5_000_000_000)
    sound = _purchase("2") if entity == "Purchase" else bill("2")
    imported = await served.world.load(business, {**LISTS, "Account": [account()], entity: [huge, sound]})
    assert (imported.counts.added, imported.counts.rejected) == (4, 1)
    ((_, given, source_id, field, reason),) = await rejected(served.world, business)
    assert (given, source_id, field) == (entity, "1", "ExchangeRate")
    assert reason == "At this rate an amount has more than 15 digits before its point"
    assert [row["source_id"] for row in (await books(served.world, business))["document"]] == ["2"]


async def test_a_line_that_cannot_be_stored_in_home_currency_rejects_its_bill(served: Served) -> None:
    business = await served.world.business(currency="USD")
    detail = {"AccountBasedExpenseLineDetail": {"AccountRef": {"value": "60"}}}
    lines = [{"Amount": amount, **detail} for amount in (5_000_000_000, -4_999_999_999)]
    imported = await served.world.load(
        business, {"Bill": [bill("1", **{**FOREIGN, "TotalAmt": 1}, Line=lines)]}
    )
    assert imported.counts.rejected == 1


async def test_a_row_of_a_table_is_rejected_by_the_names_of_its_columns(
    served: Served, tmp_path: Path
) -> None:
    business = await served.world.business(currency="USD")
    bills = (
        "id,vendor,date,amount,currency,exchange_rate\n"
        "1,Acme,2026-10-01,5000000000.00,JPY,9999999999\n2,Acme,2026-10-01,100.00,JPY,0.01\n"
    )
    payments = f"id,date,vendor,amount\n3,2026-10-02,Acme,{LARGEST}.00\n3,2026-10-02,Acme,1.00\n"
    imported = await load(served, business, tables_of(tmp_path, bills=bills, bill_payments=payments))
    refused = [(Path(item.file).name, item.field) for item in imported.rejected]
    assert sorted(refused) == [
        ("bill_payments.csv:2", "amount"),
        ("bill_payments.csv:3", "amount"),
        ("bills.csv:2", "exchange_rate"),
    ]
    assert [row["source_id"] for row in (await books(served.world, business))["document"]] == ["2"]


@pytest.mark.parametrize("entity", ["Purchase", "Bill", "Invoice"])
async def test_a_sum_of_the_largest_amounts_has_room(served: Served, entity: str) -> None:
    business = await served.world.business(currency="USD")
    shapes: Mapping[str, Callable[..., dict[str, Any]]] = {
        "Purchase": _purchase,
        "Bill": bill,
        "Invoice": invoice,
    }
    made = shapes[entity]
    balance = {} if entity == "Purchase" else {"Balance": LARGEST}
    days = (date(2026, 10, 5) + timedelta(n // 2) for n in range(10))
    records = [made(str(n), TxnDate=str(day), TotalAmt=LARGEST, **balance) for n, day in enumerate(days)]
    lists = {**LISTS, "Account": [account(), account("36", LARGEST)]}
    imported = await served.world.load(business, {**lists, entity: records}, answered=NOW)
    assert imported.counts.rejected == 0
    figures = await ask(served, business, FIGURES)
    if entity == "Bill":
        assert figures["payables"]["total"]["amount"] == f"{LARGEST * 10}.00"


async def test_what_payments_leave_of_a_bill_is_unknown_when_it_cannot_be_stored(served: Served) -> None:
    business = await served.world.business(currency="USD")
    owed = bill("1", TotalAmt=1, Balance=None)
    linked = [{"Amount": LARGEST, "LinkedTxn": [{"TxnId": "1", "TxnType": "Bill"}]}]
    paid = {"SyncToken": "0", "VendorRef": {"value": "1"}, "TxnDate": "2026-10-02", "TotalAmt": LARGEST}
    payments = [{"Id": source_id, **paid, "Line": linked} for source_id in ("2", "3")]
    imported = await served.world.load(business, {**LISTS, "Bill": [owed], "BillPayment": payments})
    assert imported.counts.rejected == 0
    rows = (await books(served.world, business))["document"]
    assert [row["balance"] for row in rows if row["source_id"] == "1"] == [None]


async def test_a_rate_of_another_document_that_makes_an_amount_too_large_is_no_rate(served: Served) -> None:
    business = await served.world.business(currency="USD")
    other = bill("1", CurrencyRef=YEN, ExchangeRate=9_999_999_999, TotalAmt=1, Balance=1)
    without = _purchase("2", CurrencyRef=YEN, TotalAmt=5_000_000_000)
    abroad = account("35", CurrencyRef=YEN)
    imported = await served.world.load(
        business, {**LISTS, "Account": [abroad], "Bill": [other], "Purchase": [without]}
    )
    assert imported.counts.rejected == 0
    rows = (await books(served.world, business))["account_movement"]
    assert [(row["amount"], row["home_amount"]) for row in rows] == [(-5_000_000_000, None)]
