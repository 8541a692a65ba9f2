"""Cash and burn of reported situations: what moved counts once, in the currency it moved in."""

import pytest

from tests.cases.books import situation
from tests.serving import Served

pytestmark = pytest.mark.usefixtures("shared_data")


async def test_a_balance_follows_the_newest_answer_whatever_its_sync_token(served: Served) -> None:
    async with situation(served, "01-account-balance-same-synctoken") as books:
        await books.load("monday")
        await books.load("friday")
        assert (await books.runway("cash { amount }"))["cash"] == {"amount": "12000.00"}
        # The older answer, sent again, is no newer.
        imported = await books.load("monday")
        assert imported.counts.changed == 0
        assert (await books.runway("cash { amount }"))["cash"] == {"amount": "12000.00"}


async def test_paying_off_a_card_is_what_its_spending_costs(served: Served) -> None:
    async with situation(served, "02-credit-card-payments") as books:
        await books.load()
        assert await books.burn() == [("0.00", "8000.00")] * 3
        average = (await books.runway("average { state days }"))["average"]
        assert average["state"] == "FINITE"
        assert 220 < float(average["days"]) < 240


async def test_sales_without_invoices_come_in(served: Served) -> None:
    async with situation(served, "03-sales-receipts") as books:
        await books.load()
        assert await books.burn() == [("10000.00", "9000.00")] * 3
        assert (await books.runway("average { state }"))["average"] == {"state": "INFINITE"}


async def test_a_foreign_payment_moves_what_it_is_worth_in_the_home_bank(served: Served) -> None:
    async with situation(served, "06-foreign-payment-into-home-bank") as books:
        await books.load()
        assert await books.burn() == [("6000.00", "7000.00")] * 3


async def test_a_transfer_between_currencies_is_no_burn(served: Served) -> None:
    async with situation(served, "08-transfer-between-currencies") as books:
        await books.load()
        assert await books.burn() == [("0.00", "0.00")] * 3
        assert (await books.runway("cash { amount }"))["cash"] == {"amount": "62400.00"}


async def test_what_was_paid_as_an_invoice_was_written_came_in(served: Served) -> None:
    async with situation(served, "10-invoice-with-deposit") as books:
        await books.load()
        months = await books.burn()
        assert months[1][0] == "7000.00"
        query = "{ invoices { nodes { documentNumber openBalance { amount } state } } }"
        invoices = {i["documentNumber"]: i for i in (await books.ask(query))["invoices"]["nodes"]}
        assert invoices["D-1"]["openBalance"] == {"amount": "6000.00"}
        assert invoices["D-2"]["state"] == "SETTLED"
        rows = await books.served.world.run(
            "SELECT settled_on FROM runway.document WHERE business_id = $1 AND number = 'D-2'", books.business
        )
        assert [str(row["settled_on"]) for row in rows] == ["2026-09-03"]


async def test_the_home_currency_is_learned_later(served: Served) -> None:
    async with situation(served, "14-home-currency-learned-later") as books:
        for step in ("1", "2", "3"):
            await books.load(step)
        runway = await books.runway(
            "cash { amount currencyCode } unknownReason assumptions { documentsWithoutRate }"
        )
        assert runway["cash"] == {"amount": "5000.00", "currencyCode": "CAD"}
        assert (runway["unknownReason"], runway["assumptions"]["documentsWithoutRate"]) == (None, 0)
        [bill] = (await books.ask("{ bills { nodes { openBalance { amount currencyCode } } } }"))["bills"][
            "nodes"
        ]
        assert bill["openBalance"] == {"amount": "900.00", "currencyCode": "CAD"}


async def test_an_account_that_the_export_left_out_makes_burn_unknown(served: Served) -> None:
    async with situation(served, "32-closed-bank-account-missing") as books:
        await books.load()
        fields = (
            "average { state unknownReason } burn { unknownReason } assumptions { unknownAccounts { name } }"
        )
        assert await books.runway(fields) == {
            "average": {"state": "UNKNOWN", "unknownReason": "UNKNOWN_ACCOUNT"},
            "burn": {"unknownReason": "UNKNOWN_ACCOUNT"},
            "assumptions": {"unknownAccounts": [{"name": "Old Checking (deleted)"}]},
        }
