"""Payments, credits and journal entries as analysts list them, and the imports that brought them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.records import account
from tests.schema.books.postings import LEDGER, PAYABLES, SPENT, TODAY, ago, entry, link, posting, settles
from tests.schema.runway.till import Till, claim, collect, open_till, owed
from tests.serving import Served

SOON = TODAY + timedelta(days=20)
SHOWN = "id state documentNumber date total { amount currencyCode }"


@pytest.fixture
async def till(served: Served) -> Till:
    made = await open_till(served, accounts=LEDGER)
    await made.load(
        Bill=[owed("1", SOON, 100)],
        Invoice=[claim("1", SOON, 80)],
        BillPayment=[settles("p", 5, 60, link(45, "Bill", "1"))],
        Payment=[collect("c", TODAY - timedelta(days=3), 40, "1")],
        VendorCredit=[{**settles("v", 9, 25), "Balance": 5, "DocNumber": "VC"}],
        CreditMemo=[{**settles("m", 8, 30, whom="CustomerRef"), "Balance": 0}],
        JournalEntry=[
            entry("j", 4, posting(70, SPENT), posting(-50, PAYABLES, ("Vendor", "1")), posting(-20, "35")),
            entry("k", 2, posting(5, SPENT), posting(-5, "35")),
        ],
    )
    return made


async def nodes(till: Till, root: str, shown: str = SHOWN) -> list[Any]:
    result: list[Any] = (await till.ask(f"{{ {root} {{ nodes {{ {shown} }} }} }}"))[root.partition("(")[0]][
        "nodes"
    ]
    return result


async def test_payments_are_those_received_and_made_the_latest_first(till: Till) -> None:
    shown = f"{SHOWN} paymentKind unappliedAmount {{ amount }} counterparty {{ name }}"
    received, made = await nodes(till, "payments", shown)
    assert (received["paymentKind"], received["counterparty"]["name"]) == ("PAYMENT", "Corner Shop")
    assert (received["date"], received["total"]) == (ago(3), {"amount": "40.00", "currencyCode": "USD"})
    assert (received["unappliedAmount"], received["state"]) == ({"amount": "0.00"}, "SETTLED")
    assert (made["paymentKind"], made["counterparty"]["name"]) == ("BILL_PAYMENT", "Paper Supplies")
    assert (made["unappliedAmount"], made["state"]) == ({"amount": "15.00"}, "OPEN")


async def test_credits_are_those_of_vendors_and_customers(till: Till) -> None:
    memo, credit = await nodes(till, "credits", f"{SHOWN} creditKind unappliedAmount {{ amount }}")
    assert (memo["creditKind"], memo["date"], memo["state"]) == ("CREDIT_MEMO", ago(8), "SETTLED")
    assert (credit["creditKind"], credit["documentNumber"]) == ("VENDOR_CREDIT", "VC")
    assert (credit["total"]["amount"], credit["unappliedAmount"]["amount"]) == ("25.00", "5.00")


async def test_an_entry_shows_its_lines_from_the_largest_debit_to_the_largest_credit(till: Till) -> None:
    line = "account { name } counterparty { name } amount { amount } homeAmount { amount }"
    _, first = await nodes(till, "journalEntries", f"{SHOWN} lines {{ nodes {{ {line} }} }}")
    assert (first["total"]["amount"], first["date"]) == ("70.00", ago(4))
    lines = first["lines"]["nodes"]
    assert [item["amount"]["amount"] for item in lines] == ["70.00", "-20.00", "-50.00"]
    assert [item["homeAmount"] for item in lines] == [item["amount"] for item in lines]
    assert [item["counterparty"] and item["counterparty"]["name"] for item in lines] == [
        *(None, None),
        "Paper Supplies",
    ]


async def test_every_line_of_a_long_entry_is_reached_by_the_page(till: Till) -> None:
    debits = [posting(amount, SPENT) for amount in range(1, 131)]
    await till.load(JournalEntry=[entry("long", 0, *debits, posting(-sum(range(1, 131)), "35"))])
    page = "pageInfo { hasNextPage endCursor } totalCount { count }"
    shown = f"lines(first: 100%s) {{ nodes {{ amount {{ amount }} }} {page} }}"
    first, other, *_ = await nodes(till, "journalEntries", shown % "")
    assert first["lines"]["totalCount"]["count"] == 131
    assert other["lines"]["totalCount"]["count"] == 2
    after = f', after: "{first["lines"]["pageInfo"]["endCursor"]}"'
    rest, *_ = await nodes(till, "journalEntries", shown % after)
    assert (first["lines"]["pageInfo"]["hasNextPage"], rest["lines"]["pageInfo"]["hasNextPage"]) == (
        True,
        False,
    )
    amounts = [line["amount"]["amount"] for page in (first, rest) for line in page["lines"]["nodes"]]
    assert amounts == [f"{amount}.00" for amount in [*range(130, 0, -1), -8515]]


async def test_a_line_in_a_foreign_currency_without_a_rate_has_no_home_amount(till: Till) -> None:
    await till.load(
        Account=[account("90", CurrencyRef={"value": "EUR"})],
        JournalEntry=[
            {**entry("e", 1, posting(7, "90"), posting(-7, SPENT)), "CurrencyRef": {"value": "EUR"}}
        ],
    )
    latest, *_ = await nodes(
        till, "journalEntries", "lines { nodes { amount { currencyCode } homeAmount { amount } } }"
    )
    lines = latest["lines"]["nodes"]
    assert {(item["amount"]["currencyCode"], item["homeAmount"]) for item in lines} == {("EUR", None)}


@pytest.mark.parametrize("root", ["payments", "credits", "journalEntries"])
@pytest.mark.parametrize(("field", "key"), [("DATE", "date"), ("TOTAL", "total")])
async def test_transactions_are_sorted_either_way(till: Till, root: str, field: str, key: str) -> None:
    orders = [f"{{field: {field}}}", f"{{field: {field}, descending: true}}"]
    up, down = [await nodes(till, f"{root}(orderBy: [{order}])") for order in orders]
    values = [float(node[key]["amount"]) if key == "total" else node[key] for node in up]
    assert values == sorted(values)
    assert len(set(values)) == len(values) == 2
    assert down == up[::-1]


async def test_imports_show_their_counts_the_latest_first(till: Till) -> None:
    await till.load(Bill=[owed("1", SOON, 100), owed("2", SOON, 10)], Estimate=[{"Id": "1"}])
    counts = "read added changed unchanged removed rejected"
    runs = await nodes(till, "importRuns", f"id importedAt importState realm source {counts}")
    assert [run["importedAt"] for run in runs] == sorted((run["importedAt"] for run in runs), reverse=True)
    last = (await till.ask("{ business { lastSync { importId } } }"))["business"]["lastSync"]["importId"]
    (latest,) = [run for run in runs if run["id"] == last]
    assert [latest[name] for name in counts.split()] == [3, 1, 0, 1, 0, 1]
    assert (latest["importState"], latest["realm"], latest["source"]) == (
        "COMPLETE",
        "default",
        "records.json",
    )
    assert len(runs) == 3


@pytest.mark.parametrize("root", ["payments", "credits", "journalEntries", "importRuns"])
async def test_every_object_of_a_list_can_be_read_again_by_its_id(till: Till, root: str) -> None:
    listed = await nodes(till, root, "__typename id")
    assert listed
    ids = ", ".join(f'"{node["id"]}"' for node in listed)
    assert (await till.ask(f"{{ nodes(ids: [{ids}]) {{ __typename id }} }}"))["nodes"] == listed
