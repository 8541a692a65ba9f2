"""Rates of documents: no other document's, none where the home currency needs none, and none of a void."""

from pathlib import Path

from tests.cases.books import situation
from tests.records import account, bill, customer, invoice, usd, vendor
from tests.schema.decisions.desk import Desk
from tests.serving import Served

EUR = {"value": "EUR"}


async def test_a_rate_of_zero_is_none(served: Served) -> None:
    async with situation(served, "rate of zero") as books:
        records = {"Vendor": [vendor()], "Bill": [bill("10", CurrencyRef=EUR, ExchangeRate=0)]}
        await served.world.load(books.business, {"Account": [account("35", 1000)], **records})
        report = (await books.ask("{ payables { total { amount } unknownReason } }"))["payables"]
        assert report == {"total": None, "unknownReason": "UNKNOWN_RATE"}


async def test_part_of_a_bill_in_home_currency_is_that_part_whatever_its_rate(served: Served) -> None:
    async with situation(served, "rate at home") as books:
        owed = bill("10", TotalAmt=1000, Balance=1000, ExchangeRate=1.36, DueDate="2026-12-20")
        records = {"Account": [account("35", 5000)], "Vendor": [vendor()], "Bill": [owed]}
        await served.world.load(books.business, records)
        [node] = (await books.ask("{ bills { nodes { id } } }"))["bills"]["nodes"]
        desk = Desk(served.world, served.api, books.business, {"b": node["id"]})
        made = await desk.propose("b", "PAY_PART", amount=usd("400"), date="2026-12-04")
        await desk.finalize([made["decision"]])
        flows = (await books.runway("flows(first: 9) { nodes { amount { amount } } }"))["flows"]["nodes"]
        assert sorted(flow["amount"]["amount"] for flow in flows) == ["-400.00", "-600.00"]


async def test_a_void_lends_its_rate_to_nobody(served: Served) -> None:
    async with situation(served, "rate of a void") as books:
        sold = invoice("20", CurrencyRef=EUR, ExchangeRate=1.2, TxnDate="2026-11-01")
        mistyped = {"TotalAmt": 0, "Balance": 0, "TxnDate": "2026-11-02", "PrivateNote": "Voided"}
        void = invoice("21", CurrencyRef=EUR, ExchangeRate=120, **mistyped)
        accounts = [account("36", 1000, CurrencyRef=EUR)]
        records = {"Account": accounts, "Customer": [customer()], "Invoice": [sold, void]}
        await served.world.load(books.business, records)
        assert (await books.runway("cash { amount }"))["cash"] == {"amount": "1200.00"}


async def test_records_under_two_names_are_of_one_entity(served: Served, tmp_path: Path) -> None:
    async with situation(served, "two names") as books:
        paid = (
            '{"Id": "500", "SyncToken": "0", "TxnDate": "2026-10-10", "Amount": 1000, '
            '"BankAccountRef": {"value": "35"}, "CreditCardAccountRef": {"value": "41"}}'
        )
        time = '"time": "2026-11-20T10:00:00Z"'
        (tmp_path / "a.json").write_text(f'{{"QueryResponse": {{"CreditCardPaymentTxn": [{paid}]}}, {time}}}')
        (tmp_path / "CreditCardPayment.json").write_text(f'{{"QueryResponse": {{}}, {time}}}')
        for _ in range(2):
            imported = await served.world.import_path(books.business, tmp_path, full=True)
        assert (imported.counts.removed, imported.counts.unchanged) == (0, 1)


async def test_a_home_currency_that_no_import_told_is_an_assumption(served: Served) -> None:
    async with situation(served, "untold currency", currency="CAD") as books:
        told = "assumptions { homeCurrencyConfirmed }"
        await served.world.load(books.business, {"Account": [account()]})
        assert await books.runway(told) == {"assumptions": {"homeCurrencyConfirmed": False}}
        preferences = {"Id": "1", "CurrencyPrefs": {"HomeCurrency": {"value": "CAD"}}}
        await served.world.load(books.business, {"Preferences": [preferences]})
        assert await books.runway(told) == {"assumptions": {"homeCurrencyConfirmed": True}}
