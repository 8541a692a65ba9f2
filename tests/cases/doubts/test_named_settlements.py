"""What bills and invoices name as settling them: what the export lacks of it is missing."""

from typing import Any

import pytest

from tests.cases.books import Books, situation
from tests.records import account, bill, invoice
from tests.schema.runway.till import Record, collect, pay
from tests.serving import Served

DAYS = {"TxnDate": "2026-09-02", "DueDate": "2026-09-20"}
SETTLED = {**DAYS, "TotalAmt": 500.0, "Balance": 0}


def _linked(*links: tuple[str, str]) -> Record:
    return {"LinkedTxn": [{"TxnType": kind, "TxnId": source_id} for kind, source_id in links]}


async def _missing(books: Books, served: Served, **records: Any) -> dict[str, int]:
    await served.world.load(books.business, {"Account": [account("35", 9_000.0)], **records})
    shown = await books.runway("assumptions { missingDocuments { entity count } }")
    return {item["entity"]: item["count"] for item in shown["assumptions"]["missingDocuments"]}


@pytest.mark.parametrize(
    ("record", "kind", "missing"),
    [
        ("Invoice", "Payment", "Payment"),
        ("Invoice", "CreditMemo", "CreditMemo"),
        ("Invoice", "JournalEntry", "JournalEntry"),
        ("Bill", "BillPaymentCheck", "BillPayment"),
        ("Bill", "BillPaymentCreditCard", "BillPayment"),
        ("Bill", "VendorCredit", "VendorCredit"),
        ("Bill", "Check", "Purchase"),
    ],
)
async def test_what_an_item_names_and_the_export_lacks_is_missing(
    served: Served, record: str, kind: str, missing: str
) -> None:
    make = invoice if record == "Invoice" else bill
    async with situation(served, "named settlement") as books:
        # Two of them name one document; what settles the third is missing without a name, if anything is.
        items = [make(str(n), **SETTLED, **_linked((kind, "700"))) for n in (1, 2)]
        open_one = make("3", **{**SETTLED, "Balance": 500.0}, **_linked((kind, "701")))
        assert await _missing(books, served, **{record: [*items, open_one]}) == {missing: 2}


async def test_what_was_due_since_the_window_began_may_have_been_paid_in_it(served: Served) -> None:
    async with situation(served, "named before the window") as books:
        old = {**SETTLED, "TxnDate": "2026-07-20", "DueDate": "2026-08-19"}
        older = {**SETTLED, "TxnDate": "2026-06-20", "DueDate": "2026-07-20"}
        invoices = [
            invoice("1", **old, **_linked(("Payment", "700"))),
            invoice("2", **older, **_linked(("Payment", "701"))),
        ]
        assert await _missing(books, served, Invoice=invoices) == {"Payment": 1}


async def test_other_links_and_gone_items_name_nothing(served: Served) -> None:
    async with situation(served, "links of other kinds") as books:
        others = [
            ("Estimate", "1"),
            ("TimeActivity", "2"),
            ("ReimburseCharge", "3"),
            ("", "4"),
            ("Payment", ""),
        ]
        void = {**DAYS, "TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided"}
        invoices = [
            invoice("1", **DAYS, **_linked(*others)),
            invoice("2", **void, **_linked(("Payment", "700"))),
        ]
        ordered = bill("3", **DAYS, **_linked(("PurchaseOrder", "5")))
        assert await _missing(books, served, Invoice=invoices, Bill=[ordered]) == {}


@pytest.mark.parametrize("order", [("items", "payments"), ("payments", "items"), ("both",)], ids=str)
async def test_what_the_books_hold_is_not_missing(served: Served, order: tuple[str, ...]) -> None:
    async with situation(served, "settled by what is there") as books:
        items = {
            "Invoice": [invoice("1", **SETTLED, **_linked(("Payment", "700")))],
            "Bill": [bill("2", **SETTLED, **_linked(("BillPaymentCheck", "800")))],
        }
        day: Any = "2026-09-21"
        payments = {
            "Payment": [collect("700", day, 500.0, "1")],
            "BillPayment": [pay("800", day, 500.0, "2")],
        }
        parts = {"items": items, "payments": payments, "both": {**items, **payments}}
        told = [await _missing(books, served, **parts[part]) for part in order]
        before = {"items": {"BillPayment": 1, "Payment": 1}, "payments": {"Bill": 1, "Invoice": 1}}
        assert told == [*(before[part] for part in order[:-1]), {}]
        # However they came, the books hold the same.
        [held] = await served.world.run(
            "SELECT count(*) AS n FROM runway.allocation WHERE business_id = $1", books.business
        )
        assert held["n"] == 2
