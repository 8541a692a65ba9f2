"""Lines on accounts that a list lacks, as of a loan that was deleted from it: spending, or a repayment."""

from datetime import date
from typing import Any

import pytest

from tests.cases.books import Books, situation
from tests.records import account, bill
from tests.schema.runway.till import Record, deposit, pay, spend
from tests.serving import Served

SHOWN = "burn { unknownReason } doubt assumptions { unlistedAccounts { name } unknownAccounts { name } }"
CARD = account("41", 0.0, Name="Card", AccountType="Credit Card", AccountSubType="CreditCard")
COSTS = [account(str(n), 0.0, Name=f"Costs {n}", AccountType="Expense") for n in (60, 61)]
SALES = [account(str(n), 0.0, Name=f"Sales {n}", AccountType="Income") for n in (78, 79)]
SPENT = [spend(f"{month}", date(2026, month, 3), 1_000.0) for month in (7, 8, 9, 10, 11)]
DAY = date(2026, 9, 10)
LOAN = {"value": "47", "name": "Van loan (deleted)"}
LINE = {"Amount": 500.0, "AccountBasedExpenseLineDetail": {"AccountRef": LOAN}}
PURCHASE = {**spend("p", DAY, 500.0), "Line": [LINE]}
BILL = bill("9", TxnDate="2026-07-01", DueDate="2026-09-10", TotalAmt=500.0, Balance=0, Line=[LINE])
DRAWN = {
    **deposit("d", DAY, 500.0),
    "Line": [{"Amount": 500.0, "DepositLineDetail": {"AccountRef": LOAN}}],
}
NAMED: dict[str, dict[str, list[Record]]] = {
    "a purchase": {"Purchase": [*SPENT, PURCHASE]},
    "a bill": {"Bill": [BILL], "BillPayment": [pay("b", DAY, 500.0, "9")]},
    "a deposit": {"Deposit": [DRAWN]},
}


async def _shown(books: Books, served: Served, *listed: Record, **records: Any) -> Any:
    given = {"Account": [account("35", 9_000.0), CARD, *listed], "Purchase": SPENT, **records}
    await served.world.load(books.business, given)
    shown = await books.runway(SHOWN)
    names = (
        [item["name"] for item in shown["assumptions"][field]]
        for field in ("unlistedAccounts", "unknownAccounts")
    )
    return shown["burn"]["unknownReason"], *names


@pytest.mark.parametrize("name", NAMED)
async def test_what_an_otherwise_whole_list_lacks_makes_burn_unknown(served: Served, name: str) -> None:
    async with situation(served, "deleted loan") as books:
        result = await _shown(books, served, *COSTS, *SALES, **NAMED[name])
        assert result == ("UNKNOWN_ACCOUNT", ["Van loan (deleted)"], ["Van loan (deleted)"])
        loan = account("47", 0.0, Name="Van", AccountType="Long Term Liability", Active=False)
        await served.world.load(books.business, {"Account": [loan]})
        # The list has it now: it is financing, and no burn.
        assert await books.burn() == [("0.00", "1000.00")] * 3


@pytest.mark.parametrize("name", NAMED)
async def test_what_a_list_of_money_alone_lacks_is_named(served: Served, name: str) -> None:
    async with situation(served, "list of money accounts") as books:
        unknown, unlisted, accounts = await _shown(books, served, **NAMED[name])
        assert (unknown, accounts) == (None, [])
        assert "Van loan (deleted)" in unlisted


@pytest.mark.parametrize(
    "records",
    [
        {"Purchase": [*SPENT, {**PURCHASE, "TxnDate": "2026-07-10"}]},
        {"Purchase": [*SPENT, {**PURCHASE, "AccountRef": {"value": "41"}}]},
        {"Bill": [{**BILL, "Balance": 500.0}]},
        {"VendorCredit": [{**BILL, "Balance": 500.0}]},
    ],
    ids=["before the window", "by card", "an open bill", "a credit"],
)
async def test_what_moved_no_bank_in_the_window_is_not_burns(served: Served, records: Any) -> None:
    async with situation(served, "deleted loan elsewhere") as books:
        assert await _shown(books, served, *COSTS, *SALES, **records) == (None, [], [])


async def test_little_on_an_account_that_was_made_inactive_is_named_and_burn_is_known(served: Served) -> None:
    async with situation(served, "old stationery") as books:
        line = {"Amount": 5.0, "AccountBasedExpenseLineDetail": {"AccountRef": LOAN}}
        little = {**spend("p", DAY, 5.0), "Line": [line]}
        result = await _shown(books, served, *COSTS, *SALES, Purchase=[*SPENT, little])
        assert result == (None, ["Van loan (deleted)"], [])
