"""What came earlier and what is older: closed accounts on past days, older answers, versions that void."""

from datetime import UTC, datetime

from tests.cases.books import situation
from tests.records import account, invoice
from tests.schema.runway.till import Record
from tests.serving import Served

OCTOBER, NOVEMBER = (datetime(2026, month, 20, 10, tzinfo=UTC) for month in (10, 11))


async def test_a_bank_that_is_closed_now_held_cash_in_the_past(served: Served) -> None:
    async with situation(served, "closed bank") as books:
        load = served.world.load
        both = {"Account": [account("35", 1000), account("36", 5000)]}
        await load(books.business, both, answered=OCTOBER)
        closed = account("36", 0, SyncToken="1", Active=False)
        moved = {"Id": "50", "SyncToken": "0", "TxnDate": "2026-11-01", "Amount": 5000}
        ends = {"FromAccountRef": {"value": "36"}, "ToAccountRef": {"value": "35"}}
        later = {"Account": [account("35", 6000), closed], "Transfer": [{**moved, **ends}]}
        await load(books.business, later, answered=NOVEMBER)
        for day in (None, "2026-10-25"):
            assert (await books.runway("cash { amount }", day))["cash"] == {"amount": "6000.00"}


async def test_an_older_answer_says_nothing_new_of_the_company(served: Served) -> None:
    async with situation(served, "older company") as books:
        for zone, code, answered in (
            ("America/Toronto", "CAD", NOVEMBER),
            ("America/New_York", "USD", OCTOBER),
        ):
            company = {"Id": "1", "CompanyName": "Acme", "DefaultTimeZone": zone}
            preferences = {"Id": "1", "CurrencyPrefs": {"HomeCurrency": {"value": code}}}
            records: dict[str, list[Record]] = {"CompanyInfo": [company], "Preferences": [preferences]}
            await served.world.load(books.business, records, answered=answered)
        [row] = await served.world.run(
            "SELECT currency_code, time_zone FROM runway.business WHERE id = $1", books.business
        )
        assert dict(row) == {"currency_code": "CAD", "time_zone": "America/Toronto"}


async def test_a_sparse_version_that_voids_takes_back_what_was_paid(served: Served) -> None:
    async with situation(served, "sparse void") as books:
        paid = {"TxnDate": "2026-10-05", "Deposit": 200, "DepositToAccountRef": {"value": "35"}}
        records = {"Account": [account("35", 1000)], "Invoice": [invoice("20", Balance=100, **paid)]}
        await served.world.load(books.business, records)
        void = {"TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided"}
        version = {"Id": "20", "SyncToken": "1", "sparse": True, **void}
        await served.world.load(books.business, {"Invoice": [version]})
        [document] = (await books.ask("{ invoices { nodes { state } } }"))["invoices"]["nodes"]
        assert document == {"state": "VOIDED"}
        for table in ("account_movement", "allocation"):
            query = f"SELECT count(*) AS n FROM runway.{table} WHERE business_id = $1"
            [held] = await served.world.run(query, books.business)
            assert held["n"] == 0
