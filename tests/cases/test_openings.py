"""What migrated books begin with is no business of its day, whatever accounts the entry names."""

from typing import Any

import pytest

from tests.cases.books import situation
from tests.records import account
from tests.schema.runway.till import spend
from tests.serving import Served

EQUITY = account("30", 0.0, Name="Opening", AccountType="Equity", AccountSubType="OpeningBalanceEquity")
CHART = [
    account("35", 30_000.0),
    EQUITY,
    account("33", 0.0, Name="A/P", AccountType="Accounts Payable", AccountSubType="AccountsPayable"),
    account("34", 0.0, Name="A/R", AccountType="Accounts Receivable", AccountSubType="AccountsReceivable"),
    account("41", 0.0, Name="Card", AccountType="Credit Card", AccountSubType="CreditCard"),
    account("42", 0.0, Name="Loan", AccountType="Other Current Liability", AccountSubType="LoanPayable"),
    account("60", 0.0, Name="Costs", AccountType="Expense", AccountSubType="OtherMiscellaneousServiceCost"),
]


def entry(day: str, *postings: tuple[str, float]) -> dict[str, Any]:
    """A journal entry: positive is a debit."""
    lines = [
        {
            "Amount": abs(amount),
            "JournalEntryLineDetail": {
                "PostingType": "Debit" if amount > 0 else "Credit",
                "AccountRef": {"value": on},
            },
        }
        for on, amount in postings
    ]
    return {"Id": "open", "SyncToken": "0", "TxnDate": day, "Line": lines}


@pytest.mark.parametrize(
    "postings",
    [
        [("35", 50_000), ("30", -50_000)],
        [("35", 50_000), ("33", -3_000), ("30", -47_000)],
        [("35", 50_000), ("42", -20_000), ("30", -30_000)],
        [("35", 50_000), ("34", 7_000), ("41", -2_000), ("60", 500), ("30", -55_500)],
    ],
    ids=["bank alone", "with payables", "with a loan", "a trial balance"],
)
async def test_an_opening_entry_is_no_operation(served: Served, postings: list[tuple[str, float]]) -> None:
    async with situation(served, "opening") as books:
        spent = [spend("1", _day(10, 3), 10_000.0), spend("2", _day(11, 3), 10_000.0)]
        records = {"Account": CHART, "JournalEntry": [entry("2026-07-01", *postings)], "Purchase": spent}
        await served.world.load(books.business, records)
        runway = await books.runway("burn { unknownReason } average { state unknownReason }")
        assert runway["burn"] == {"unknownReason": "INSUFFICIENT_HISTORY"}
        assert runway["average"] == {"state": "UNKNOWN", "unknownReason": "INSUFFICIENT_HISTORY"}


async def test_an_opening_entry_in_the_window_is_no_burn(served: Served) -> None:
    async with situation(served, "opening in the window") as books:
        opening = entry(
            "2026-08-01", ("35", 50_000), ("34", 7_000), ("33", -3_000), ("42", -20_000), ("30", -34_000)
        )
        spent = [spend(f"{month}", _day(month, 3), 10_000.0) for month in (7, 8, 9, 10, 11)]
        await served.world.load(
            books.business, {"Account": CHART, "JournalEntry": [opening], "Purchase": spent}
        )
        assert await books.burn() == [("0.00", "10000.00")] * 3


async def test_a_debt_from_before_the_books_is_paid_by_operations(served: Served) -> None:
    async with situation(served, "old debt") as books:
        line = {"Amount": 5_000, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "30"}}}
        bill = {
            "Id": "1",
            "SyncToken": "0",
            "VendorRef": {"value": "1"},
            "TxnDate": "2026-07-01",
            "Line": [line],
        }
        paid = {
            "Id": "2",
            "SyncToken": "0",
            "VendorRef": {"value": "1"},
            "TxnDate": "2026-09-10",
            "TotalAmt": 5_000,
            "CheckPayment": {"BankAccountRef": {"value": "35"}},
            "Line": [{"Amount": 5_000, "LinkedTxn": [{"TxnType": "Bill", "TxnId": "1"}]}],
        }
        spent = [spend(f"{month}", _day(month, 3), 100.0) for month in (7, 8, 9, 10, 11)]
        bills = [{**bill, "TotalAmt": 5_000, "Balance": 0, "DueDate": "2026-08-01"}]
        records = {"Account": CHART, "Bill": bills, "BillPayment": [paid], "Purchase": spent}
        await served.world.load(books.business, records)
        assert await books.burn() == [("0.00", "100.00"), ("0.00", "5100.00"), ("0.00", "100.00")]


def _day(month: int, day: int) -> Any:
    return f"2026-{month:02}-{day:02}"
