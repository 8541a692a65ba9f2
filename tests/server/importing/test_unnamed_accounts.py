"""Money that moved, and whose account, day or amount nobody told, makes burn unknown; its bills are paid."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from orchestrators.sources.facts import UNNAMED
from tests.clock import NOW
from tests.records import account, vendor
from tests.server.importing.exported import ask
from tests.serving import Served
from tests.sources.tables.importing import load, tables_of
from tests.world import OWNER

MONTHS = [(NOW.year * 12 + NOW.month - 1) - n for n in (5, 4, 3, 2, 1)]
DAYS = [f"{month // 12:04}-{month % 12 + 1:02}-10" for month in MONTHS]
BURN = (
    "{ runway { doubt average { state unknownReason } burn { unknownReason net { mean { amount } } } "
    "assumptions { unknownAccounts { name } missingDocuments { entity count } } } }"
)
BANK, PAID = {"AccountRef": {"value": "35"}}, {"TxnDate": DAYS[-1], "TotalAmt": 9000, "Line": []}
SALES = {"DepositLineDetail": {"AccountRef": {"value": "70", "name": "Sales"}}, "Amount": 9000}


def _purchase(source_id: str, **changes: Any) -> dict[str, Any]:
    return {"Id": source_id, "SyncToken": "0", "PaymentType": "Check", **changes}


async def _runway(served: Served, business: Any, records: Mapping[str, list[Any]]) -> Any:
    usual = [_purchase(f"u{n}", TxnDate=day, TotalAmt=300, **BANK) for n, day in enumerate(DAYS)]
    listed = {"Vendor": [vendor()], "Account": [account(), account("70", AccountType="Income")]}
    made = {**listed, **records, "Purchase": [*usual, *records.get("Purchase", [])]}
    assert (await served.world.load(business, made)).counts.rejected == 0
    return (await ask(served, business, BURN))["runway"]


@pytest.mark.parametrize(
    ("entity", "data"),
    [
        ("Purchase", PAID),
        ("BillPayment", {**PAID, "VendorRef": {"value": "1"}}),
        ("Deposit", {**PAID, "Line": [SALES]}),
        ("Transfer", {"TxnDate": DAYS[-1], "Amount": 9000, "FromAccountRef": {"value": "35"}}),
        ("TaxPayment", {"PaymentDate": DAYS[-1], "PaymentAmount": 9000}),
        ("CreditCardPayment", {"TxnDate": DAYS[-1], "Amount": 9000}),
    ],
)
async def test_money_without_an_account_makes_burn_unknown(
    served: Served, entity: str, data: dict[str, Any]
) -> None:
    business = await served.world.business()
    runway = await _runway(served, business, {entity: [{"Id": "1", "SyncToken": "0", **data}]})
    assert runway["doubt"] == runway["burn"]["unknownReason"] == "UNKNOWN_ACCOUNT"
    assert runway["average"] == {"state": "UNKNOWN", "unknownReason": "UNKNOWN_ACCOUNT"}
    assert runway["burn"]["net"] is None
    assert runway["assumptions"]["unknownAccounts"] == [{"name": UNNAMED.name}]


async def test_a_card_that_is_paid_and_not_named_makes_nothing_unknown(served: Served) -> None:
    business = await served.world.business()
    paid = {"Id": "1", "TxnDate": DAYS[-1], "Amount": 600, "BankAccountRef": {"value": "35"}}
    runway = await _runway(served, business, {"CreditCardPayment": [paid]})
    assert runway["doubt"] is None
    assert runway["burn"]["net"]["mean"]["amount"] == "500.00"


@pytest.mark.parametrize(
    ("entity", "data"),
    [
        ("Purchase", {**BANK, "TotalAmt": 9000, "Line": []}),
        ("Purchase", {**BANK, "TxnDate": DAYS[-1], "Line": []}),
        ("Transfer", {"TxnDate": DAYS[-1], "FromAccountRef": {"value": "35"}}),
    ],
)
async def test_money_without_a_day_or_an_amount_makes_burn_unknown(
    served: Served, entity: str, data: dict[str, Any]
) -> None:
    business = await served.world.business()
    runway = await _runway(served, business, {entity: [{"Id": "1", "SyncToken": "0", **data}]})
    assert runway["doubt"] == runway["burn"]["unknownReason"] == "MISSING_DOCUMENTS"
    assert runway["assumptions"]["missingDocuments"] == [{"entity": entity, "count": 1}]


async def test_an_amount_that_is_missing_before_the_months_of_burn_is_no_doubt(served: Served) -> None:
    business = await served.world.business()
    runway = await _runway(served, business, {"Purchase": [_purchase("1", **BANK, TxnDate=DAYS[0])]})
    assert runway["doubt"] is None


@pytest.mark.parametrize("named", [True, False])
async def test_a_payment_in_a_table_settles_its_bill_with_or_without_an_account(
    served: Served, tmp_path: Path, *, named: bool
) -> None:
    business = await served.world.business()
    last = DAYS[-3:]
    bank, column = (",Bank", ",account") if named else ("", "")
    tables = {
        "accounts": "name,type,balance\nBank,Bank,50000\n",
        "cash": "date,account,amount\n" + "".join(f"{day},Bank,-10.00\n" for day in DAYS),
        "bills": "number,vendor,date,amount\n"
        + "".join(f"A{n},V,{day},4000.00\n" for n, day in enumerate(last)),
        "bill_payments": f"date,vendor,bill_number,amount{column}\n"
        + "".join(f"{day},V,A{n},4000.00{bank}\n" for n, day in enumerate(last)),
    }
    assert (await load(served, business, tables_of(tmp_path, **tables))).counts.rejected == 0
    burn = (await ask(served, business, BURN))["runway"]["burn"]
    if named:
        assert burn == {"unknownReason": None, "net": {"mean": {"amount": "4010.00"}}}
    else:
        assert burn == {"unknownReason": "UNKNOWN_ACCOUNT", "net": None}
    reply = await served.api.ask("{ bills { nodes { state } } }", user=OWNER, business=business)
    assert [node["state"] for node in reply.data["bills"]["nodes"]] == ["SETTLED"] * 3


async def test_an_entry_with_a_line_that_names_no_account_is_rejected_whole(served: Served) -> None:
    business = await served.world.business()
    sides = [("Debit", {}), ("Credit", BANK)]
    lines = [
        {"Amount": 40, "JournalEntryLineDetail": {"PostingType": side, **named}} for side, named in sides
    ]
    entry = {"Id": "2", "SyncToken": "0", "TxnDate": DAYS[-1], "Line": lines}
    imported = await served.world.load(business, {"JournalEntry": [entry]})
    assert [item.field for item in imported.rejected] == ["Line[0].JournalEntryLineDetail.AccountRef"]
