"""Transfers that name no currency, and entries at home on accounts abroad: no amount is guessed."""

from datetime import date
from typing import Any

import pytest

from tests.cases.books import Books, situation
from tests.cases.test_openings import entry
from tests.records import account, bill
from tests.schema.runway.till import Record, spend, transfer
from tests.serving import Served

EUR, GBP = {"value": "EUR"}, {"value": "GBP"}
GAIN = account("90", 0.0, Name="Gain", AccountType="Other Expense", AccountSubType="ExchangeGainOrLoss")
ACCOUNTS = [
    account("35", 9_000.0),
    account("36", 2_000.0, CurrencyRef=EUR),
    account("37", 500.0, CurrencyRef=EUR),
    account("38", 100.0, CurrencyRef=GBP),
    account("60", 0.0, Name="Costs", AccountType="Expense"),
    GAIN,
]
RATED = [
    bill("1", CurrencyRef=EUR, ExchangeRate=1.2, TxnDate="2026-07-01"),
    bill("2", CurrencyRef=GBP, ExchangeRate=1.5, TxnDate="2026-07-01"),
]
SPENT = [spend(f"{month}", date(2026, month, 3), 1_000.0) for month in (7, 8, 9, 10, 11)]
DAY = date(2026, 9, 10)
CASH = "cash { amount } assumptions { accounts { name balance { amount } } }"


async def _load(books: Books, served: Served, *, bills: Any = RATED, **records: Any) -> None:
    await served.world.load(
        books.business, {"Account": ACCOUNTS, "Bill": bills, "Purchase": SPENT, **records}
    )


async def _balances(books: Books, day: str) -> tuple[str | None, dict[str, str | None]]:
    shown = await books.runway(CASH, day)
    listed = {
        item["name"][-2:]: item["balance"] and item["balance"]["amount"]
        for item in shown["assumptions"]["accounts"]
    }
    return shown["cash"] and shown["cash"]["amount"], listed


async def _cash_out(books: Books) -> list[str]:
    months = await books.burn()
    assert {came for came, _ in months} == {"0.00"}
    return [went for _, went in months]


@pytest.mark.parametrize("entity", ["Transfer", "CreditCardPaymentTxn"])
async def test_a_transfer_between_accounts_of_one_currency_is_in_it(served: Served, entity: str) -> None:
    async with situation(served, "transfer abroad") as books:
        moved = transfer("t", DAY, 300.0, "36", "37")
        if entity != "Transfer":
            ends = {"BankAccountRef": {"value": "36"}, "CreditCardAccountRef": {"value": "37"}}
            moved = {"Id": "t", "SyncToken": "0", "TxnDate": str(DAY), "Amount": 300.0, **ends}
        await _load(books, served, **{entity: [moved]})
        cash, balances = await _balances(books, "2026-09-09")
        assert (balances["36"], balances["37"]) == ("2300.00", "200.00")
        # Home and its later spending, two accounts abroad as before, at 1.2, and one at 1.5.
        assert cash == "14150.00"
        assert await _cash_out(books) == ["1000.00"] * 3


@pytest.mark.parametrize(
    ("of", "to", "known"),
    [("36", "35", {"36": "2800.00"}), ("36", "38", {"36": "2800.00"})],
    ids=["to home", "between two abroad"],
)
async def test_the_other_side_of_a_transfer_from_abroad_is_unknown(
    served: Served, of: str, to: str, known: dict[str, str]
) -> None:
    async with situation(served, "transfer between currencies") as books:
        await _load(books, served, Transfer=[transfer("t", DAY, 800.0, of, to)])
        cash, balances = await _balances(books, "2026-09-09")
        assert (cash, balances[to]) == (None, None)
        assert {name: balances[name] for name in known} == known
        # What it was worth left one bank of the business and came to another.
        assert await _cash_out(books) == ["1000.00"] * 3
        assert (await _balances(books, "2026-09-10"))[0] is not None


async def test_what_comes_from_home_counts_at_the_nearest_rate(served: Served) -> None:
    async with situation(served, "transfer from home") as books:
        await _load(books, served, Transfer=[transfer("t", DAY, 600.0, "35", "36")])
        _, balances = await _balances(books, "2026-09-09")
        assert (balances["35"], balances["36"]) == ("11600.00", "1500.00")
        assert await _cash_out(books) == ["1000.00"] * 3


async def test_a_transfer_from_abroad_without_any_rate_makes_burn_unknown(served: Served) -> None:
    async with situation(served, "transfer without a rate") as books:
        await _load(books, served, bills=[], Transfer=[transfer("t", DAY, 800.0, "36", "35")])
        assert (await books.runway("burn { unknownReason }"))["burn"] == {"unknownReason": "UNKNOWN_RATE"}


async def test_a_rate_beside_an_untold_currency_is_that_of_the_account_left(served: Served) -> None:
    async with situation(served, "transfer with a rate alone") as books:
        moved: Record = {**transfer("t", DAY, 800.0, "36", "35"), "ExchangeRate": 1.25}
        await _load(books, served, Transfer=[moved])
        _, balances = await _balances(books, "2026-09-09")
        assert (balances["35"], balances["36"]) == ("10000.00", "2800.00")
        assert await _cash_out(books) == ["1000.00"] * 3


async def test_an_entry_at_home_on_an_account_abroad_tells_no_amount_of_it(served: Served) -> None:
    async with situation(served, "entry at home") as books:
        await _load(books, served, JournalEntry=[entry(str(DAY), ("36", -250.0), ("60", 250.0))])
        cash, balances = await _balances(books, "2026-09-09")
        assert (cash, balances["36"], balances["37"]) == (None, None, "500.00")
        assert await _cash_out(books) == ["1000.00", "1250.00", "1000.00"]


async def test_an_entry_that_revalues_an_account_abroad_moves_nothing(served: Served) -> None:
    async with situation(served, "revaluation") as books:
        await _load(books, served, JournalEntry=[entry(str(DAY), ("36", 250.0), ("90", -250.0))])
        assert (await _balances(books, "2026-09-09"))[1]["36"] == "2000.00"
        assert await _cash_out(books) == ["1000.00"] * 3


async def test_an_entry_in_the_currency_of_its_account_is_told(served: Served) -> None:
    async with situation(served, "entry abroad") as books:
        abroad = {**entry(str(DAY), ("36", -100.0), ("60", 100.0)), "CurrencyRef": EUR, "ExchangeRate": 1.3}
        await _load(books, served, JournalEntry=[abroad])
        assert (await _balances(books, "2026-09-09"))[1]["36"] == "2100.00"
        assert await _cash_out(books) == ["1000.00", "1130.00", "1000.00"]
