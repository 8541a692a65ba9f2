"""A bill with a line straight onto receivables: the customer owes it, and paying the bill is spending."""

from datetime import date
from typing import Any

from tests.cases.books import Books, situation
from tests.records import account, bill, customer, invoice, vendor
from tests.schema.runway.till import Record, pay, spend
from tests.serving import Served

CLAIMS = account("84", 100.0, Name="A/R", AccountType="Accounts Receivable")
ACCOUNTS = [account("35", 9_000.0), account("60", 0.0, Name="Costs", AccountType="Expense"), CLAIMS]
SPENT = [spend(f"{month}", date(2026, month, 3), 1_000.0) for month in (7, 8, 9, 10, 11)]
SOLD = invoice("20", TotalAmt=300.0, Balance=300.0)


def _line(amount: float, on: str, **detail: Any) -> Record:
    named = {"AccountRef": {"value": on}, **detail}
    return {"Amount": amount, "AccountBasedExpenseLineDetail": named}


async def _receivables(books: Books, served: Served, **records: Any) -> tuple[str, list[Any]]:
    lists = {"Account": ACCOUNTS, "Vendor": [vendor()], "Customer": [customer()]}
    await served.world.load(books.business, {**lists, "Purchase": SPENT, "Invoice": [SOLD], **records})
    fields = "kind amount { amount } counterparty { name } document { id }"
    query = f"{{ receivables {{ total {{ amount }} documents {{ nodes {{ {fields} }} }} }} }}"
    report = (await books.ask(query))["receivables"]
    listed = [
        (node["kind"], node["amount"]["amount"], node["counterparty"] and node["counterparty"]["name"])
        for node in report["documents"]["nodes"]
    ]
    assert [node["document"] is None for node in report["documents"]["nodes"]] == [
        node["kind"] != "INVOICE" for node in report["documents"]["nodes"]
    ]
    return report["total"]["amount"], listed


async def test_what_a_bill_puts_on_receivables_is_owed_by_the_customer(served: Served) -> None:
    async with situation(served, "bill onto receivables") as books:
        lines = [_line(200.0, "84", CustomerRef={"value": "1"}), _line(50.0, "60")]
        billed = bill("9", TxnDate="2026-09-01", TotalAmt=250.0, Balance=0, Line=lines)
        paid = pay("b", date(2026, 9, 20), 250.0, "9")
        result = await _receivables(books, served, Bill=[billed], BillPayment=[paid])
        assert result == ("500.00", [("INVOICE", "300.00", "Corner Shop"), ("BILL", "200.00", "Corner Shop")])
        # No invoice: it is named, and in no forecast; what was paid for it left the bank.
        shown = await books.runway("assumptions { otherOpenBalances { receivables { amount } } }")
        assert shown["assumptions"]["otherOpenBalances"]["receivables"] == {"amount": "200.00"}
        assert await books.burn() == [("0.00", "1000.00"), ("0.00", "1250.00"), ("0.00", "1000.00")]
        payables = (await books.ask("{ payables { total { amount } } }"))["payables"]
        assert payables["total"] == {"amount": "0.00"}


async def test_what_a_vendors_credit_takes_off_receivables_is_a_credit(served: Served) -> None:
    async with situation(served, "vendor's credit off receivables") as books:
        line = _line(80.0, "84", CustomerRef={"value": "1"})
        given = bill("9", TxnDate="2026-09-01", TotalAmt=80.0, Balance=80.0, Line=[line])
        result = await _receivables(books, served, VendorCredit=[given])
        assert result == (
            "220.00",
            [("INVOICE", "300.00", "Corner Shop"), ("VENDOR_CREDIT", "-80.00", "Corner Shop")],
        )


async def test_a_line_that_names_no_customer_is_owed_by_nobody_known(served: Served) -> None:
    async with situation(served, "bill onto receivables of nobody") as books:
        billed = bill("9", TxnDate="2026-09-01", TotalAmt=200.0, Balance=200.0, Line=[_line(200.0, "84")])
        result = await _receivables(books, served, Bill=[billed])
        assert result == ("500.00", [("INVOICE", "300.00", "Corner Shop"), ("BILL", "200.00", None)])


async def test_a_voided_bill_puts_nothing_there(served: Served) -> None:
    async with situation(served, "void onto receivables") as books:
        void = {"TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided", "Line": [_line(0.0, "84")]}
        result = await _receivables(books, served, Bill=[bill("9", **void)])
        assert result == ("300.00", [("INVOICE", "300.00", "Corner Shop")])
