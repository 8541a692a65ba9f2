"""Payables and receivables with credits, prepayments and what is posted straight onto the accounts."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from db.directory import user_id_of
from orchestrators.hygiene.examine import ExaminationOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from tests.schema.books.postings import (
    LEDGER,
    PAYABLES,
    RECEIVABLES,
    SIDES,
    SPENT,
    TODAY,
    ago,
    cheque,
    deposit_for,
    document,
    entry,
    link,
    owing,
    posting,
    settles,
    till_of_two,
)
from tests.schema.runway.till import Record, Till, claim, open_till, owed, pay
from tests.serving import Served
from tests.world import OWNER


@pytest.fixture
async def till(served: Served) -> Till:
    return await till_of_two(served)


async def total(till: Till, side: str, days: int = 0) -> str:
    result = await till.ask(f'{{ {side}(asOf: "{ago(days)}") {{ total {{ amount }} }} }}')
    amount: str = result[side]["total"]["amount"]
    return amount


async def listed(till: Till, side: str) -> list[tuple[str, str, str | None]]:
    fields = "kind amount { amount } counterparty { name }"
    nodes = (await till.ask(f"{{ {side} {{ documents {{ nodes {{ {fields} }} }} }} }}"))[side]["documents"]
    return [
        (n["kind"], n["amount"]["amount"], n["counterparty"] and n["counterparty"]["name"])
        for n in nodes["nodes"]
    ]


async def issues(till: Till) -> set[tuple[str, str]]:
    fields = "check document { ... on Bill { documentNumber } ... on Invoice { documentNumber } }"
    tray = await till.ask(f"{{ hygieneTray {{ issues {{ nodes {{ {fields} }} }} }} }}")
    nodes = tray["hygieneTray"]["issues"]["nodes"]
    return {(n["check"], n["document"]["documentNumber"]) for n in nodes if n["document"]}


@pytest.mark.parametrize(("side", "name"), [("payables", "Paper Supplies"), ("receivables", "Corner Shop")])
async def test_what_a_journal_entry_posts_is_owed_or_a_credit_by_party(
    till: Till, side: str, name: str
) -> None:
    other = "Other Supplies" if side == "payables" else "Stranger"
    kind, account_id = SIDES[side]
    sign = -1 if side == "payables" else 1
    several = entry(
        "3",
        10,
        posting(sign * 40, account_id, (kind, "1")),
        posting(sign * 40, account_id, (kind, "2")),
        posting(sign * 5, account_id),
        posting(-sign * 85, SPENT),
    )
    await till.load(JournalEntry=[owing(side, "1", 20, 800), owing(side, "2", 10, -30, "2"), several])
    assert sorted(await listed(till, side), key=str) == sorted(
        [
            ("JOURNAL_ENTRY", "800.00", name),
            ("JOURNAL_ENTRY", "40.00", name),
            ("JOURNAL_ENTRY", "40.00", other),
            ("JOURNAL_ENTRY", "5.00", None),
            ("JOURNAL_ENTRY", "-30.00", other),
        ],
        key=str,
    )
    assert (await total(till, side), await total(till, side, 15)) == ("855.00", "800.00")
    assert await total(till, side, 21) == "0.00"


async def test_a_payment_settles_the_part_of_an_entry_that_is_its_partys(till: Till) -> None:
    lines = [
        posting(-800, PAYABLES, ("Vendor", "1")),
        posting(-100, PAYABLES, ("Vendor", "2")),
        posting(900, SPENT),
    ]
    paid = settles("p", 5, 800, link(800, "JournalEntry", "1"))
    await till.load(JournalEntry=[entry("1", 20, *lines)], BillPayment=[paid])
    assert await listed(till, "payables") == [("JOURNAL_ENTRY", "100.00", "Other Supplies")]
    assert (await total(till, "payables"), await total(till, "payables", 6)) == ("100.00", "900.00")


async def test_a_customers_entry_is_settled_by_a_payment_of_the_parent(till: Till) -> None:
    paid = settles("p", 5, 300, link(300, "JournalEntry", "1"), whom="CustomerRef")
    await till.load(JournalEntry=[owing("receivables", "1", 20, 300, "2")], Payment=[paid])
    assert (await total(till, "receivables"), await listed(till, "receivables")) == ("0.00", [])


async def test_a_debit_entry_is_used_up_as_a_credit(till: Till) -> None:
    used = settles("p", 3, 0, link(200, "Bill", "10"), link(200, "JournalEntry", "1"))
    bill = owed("10", TODAY, 200, Balance=0)
    await till.load(JournalEntry=[owing("payables", "1", 20, -200)], Bill=[bill], BillPayment=[used])
    assert (await total(till, "payables"), await listed(till, "payables")) == ("0.00", [])
    assert await total(till, "payables", 4) == "0.00"


async def test_a_cheque_onto_payables_is_a_credit_until_it_is_applied(till: Till) -> None:
    bill = owed("10", TODAY + timedelta(5), 900)
    await till.load(Bill=[bill], Purchase=[cheque("c", 8, 900, PAYABLES)])
    assert await listed(till, "payables") == [
        ("BILL", "900.00", "Paper Supplies"),
        ("PURCHASE", "-900.00", "Paper Supplies"),
    ]
    assert await issues(till) == {("BILL_PAID_OUTSIDE_PAYABLES", "B-10")}
    applied = settles("p", 2, 0, link(900, "Bill", "10"), link(900, "Check", "c"))
    await till.load(Bill=[{**bill, "Balance": 0, "SyncToken": "1"}], BillPayment=[applied])
    assert (await total(till, "payables"), await listed(till, "payables")) == ("0.00", [])
    assert [await total(till, "payables", days) for days in (2, 3, 8, 9)] == [
        "0.00",
        "0.00",
        "0.00",
        "900.00",
    ]
    assert await issues(till) == set()


async def test_a_refund_to_a_customer_is_owed_and_a_deposit_from_one_is_a_credit(till: Till) -> None:
    memo = document("m", 30, TotalAmt=70.0, Balance=70.0, CustomerRef={"value": "1"})
    await till.load(
        Purchase=[cheque("c", 8, 70, RECEIVABLES, "Customer")],
        CreditMemo=[memo],
        Invoice=[claim("20", TODAY + timedelta(9), 45)],
        Deposit=[deposit_for("d", 6, 45, RECEIVABLES, "Customer")],
    )
    assert sorted(await listed(till, "receivables")) == [
        ("CREDIT_MEMO", "-70.00", "Corner Shop"),
        ("DEPOSIT", "-45.00", "Corner Shop"),
        ("INVOICE", "45.00", "Corner Shop"),
        ("PURCHASE", "70.00", "Corner Shop"),
    ]
    assert (await total(till, "receivables"), await total(till, "receivables", 9)) == ("0.00", "-25.00")
    assert await issues(till) == {
        ("INVOICE_PAID_OUTSIDE_RECEIVABLES", "I-20"),
        ("UNAPPLIED_CREDIT", "I-20"),
    }


async def test_a_vendors_refund_is_settled_with_the_credit_that_was_refunded(till: Till) -> None:
    credit = document("v", 20, TotalAmt=60.0, Balance=0, VendorRef={"value": "1"})
    both = settles("p", 5, 0, link(60, "Deposit", "d"), link(60, "VendorCredit", "v"))
    await till.load(
        VendorCredit=[credit], Deposit=[deposit_for("d", 6, 60, PAYABLES, "Vendor")], BillPayment=[both]
    )
    assert (await total(till, "payables"), await listed(till, "payables")) == ("0.00", [])
    assert [await total(till, "payables", days) for days in (6, 7)] == ["0.00", "-60.00"]


async def test_a_prepayment_is_a_credit_from_its_day_whenever_it_is_applied(till: Till) -> None:
    prepaid = pay("p", TODAY - timedelta(14), 500)
    await till.load(BillPayment=[prepaid], Bill=[owed("10", TODAY + timedelta(5), 500, TODAY)])
    assert [await total(till, "payables", days) for days in (0, 1, 14, 15)] == [
        "0.00",
        "-500.00",
        "-500.00",
        "0.00",
    ]
    assert await issues(till) == {("UNAPPLIED_PAYMENT", "B-10")}
    applied = {**prepaid, "SyncToken": "1", "Line": [link(500, "Bill", "10")]}
    bill = {**owed("10", TODAY + timedelta(5), 500, TODAY), "Balance": 0, "SyncToken": "1"}
    await till.load(BillPayment=[applied], Bill=[bill])
    # What was applied since is no other past: on the days before the bill there was nothing to apply it to.
    assert [await total(till, "payables", days) for days in (0, 1, 14, 15)] == [
        "0.00",
        "-500.00",
        "-500.00",
        "0.00",
    ]
    assert await issues(till) == set()


async def test_more_credit_than_is_owed_makes_a_negative_balance_and_nothing_to_pay(till: Till) -> None:
    bills = [owed(key, TODAY + timedelta(days), 100) for key, days in (("11", 9), ("10", 2))]
    await till.load(Bill=bills, BillPayment=[pay("p", TODAY - timedelta(3), 150)])
    assert await total(till, "payables") == "50.00"
    assert await planned(till) == [("B-10", "0.00", "100.00"), ("B-11", "-50.00", "50.00")]
    credit = document("v", 1, TotalAmt=80.0, Balance=80.0, VendorRef={"value": "1"})
    await till.load(VendorCredit=[credit])
    assert await total(till, "payables") == "-30.00"
    assert await planned(till) == [("B-10", "0.00", "100.00"), ("B-11", "0.00", "100.00")]


async def test_credits_of_a_foreign_vendor_cover_its_bills_at_their_rate(till: Till) -> None:
    eur: Any = {"CurrencyRef": {"value": "EUR"}}
    bill = owed("10", TODAY + timedelta(2), 100, **eur, ExchangeRate=1.5)
    await till.load(Bill=[bill], BillPayment=[pay("p", TODAY - timedelta(3), 40, **eur, ExchangeRate=1.25)])
    assert await total(till, "payables") == "100.00"
    assert await planned(till) == [("B-10", "-90.00", "60.00")]
    await till.load(BillPayment=[{**pay("q", TODAY - timedelta(3), 10, **eur)}])
    result = await till.ask(
        "{ payables { total { amount } unknownReason documentsWithoutRate { documents { kind } } } }"
    )
    assert (result["payables"]["total"], result["payables"]["unknownReason"]) == (None, "UNKNOWN_RATE")
    assert result["payables"]["documentsWithoutRate"]["documents"] == [{"kind": "BILL_PAYMENT"}]
    # A credit needs no rate of its own: it covers the same currency.
    assert await planned(till) == [("B-10", "-75.00", "75.00")]


async def test_what_is_scheduled_is_paid_in_full_whatever_credit_there_is(till: Till) -> None:
    ahead = pay("q", TODAY + timedelta(2), 100, "10")
    await till.load(
        Bill=[owed("10", TODAY + timedelta(2), 100, Balance=0), owed("11", TODAY + timedelta(9), 100)],
        BillPayment=[pay("p", TODAY - timedelta(3), 150), ahead],
    )
    assert await planned(till) == [("B-10", "-100.00", None), ("B-11", "0.00", "100.00")]


@pytest.mark.parametrize("seed", range(4))
async def test_a_scan_changes_nothing_in_whatever_order_the_books_came(served: Served, seed: int) -> None:
    till = await open_till(served, accounts=[LEDGER[2]])
    batches: list[dict[str, list[Record]]] = [
        {"Account": LEDGER[:2]},
        {"Purchase": [cheque("c", 8, 100, PAYABLES)]},
        {"Bill": [owed("10", TODAY + timedelta(5), 100)]},
        {"Bill": [owed("11", TODAY + timedelta(6), 100)]},
        {"BillPayment": [pay("p", TODAY - timedelta(3), 20)]},
        {"JournalEntry": [owing("payables", "1", 20, -100)]},
    ]
    Random(seed).shuffle(batches)
    for batch in batches:
        await till.load(**batch)
        assert await scanned(till) == Reexamined()
    assert await issues(till) == {
        ("BILL_PAID_OUTSIDE_PAYABLES", "B-10"),
        ("BILL_PAID_OUTSIDE_PAYABLES", "B-11"),
        ("UNAPPLIED_PAYMENT", "B-10"),
    }
    gone = {"status": "Deleted"}
    for entity, source_id in (("Purchase", "c"), ("JournalEntry", "1"), ("BillPayment", "p")):
        await till.load(**{entity: [{"Id": source_id, **gone}]})
        assert await scanned(till) == Reexamined()
    assert await issues(till) == set()


async def scanned(till: Till) -> Reexamined:
    """What a scan of all documents changes among the issues that imports left."""
    async with till.world.books.writing(user_id_of(OWNER), till.business) as (books, caller):
        return await ExaminationOrchestrator(books).scan(till.business, caller, OWNER)


async def planned(till: Till) -> list[tuple[str, str, str | None]]:
    """The forecast's flows: number, amount and what credits cover."""
    fields = "amount { amount } credit { amount } item { ... on Bill { documentNumber } }"
    nodes = (await till.runway(f"flows {{ nodes {{ {fields} }} }}"))["flows"]["nodes"]
    return [
        (n["item"]["documentNumber"], n["amount"]["amount"], n["credit"] and n["credit"]["amount"])
        for n in nodes
    ]
