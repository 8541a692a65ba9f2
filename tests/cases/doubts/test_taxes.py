"""Taxes that were paid, and refunded, move cash as purchases do."""

from typing import Any

import pytest

from tests.cases.books import situation
from tests.records import account
from tests.schema.runway.till import Record
from tests.serving import Served


def tax(source_id: str, day: str, amount: float, **changes: Any) -> Record:
    """A payment to, or a refund of, the tax office."""
    paid = {"PaymentDate": day, "PaymentAmount": amount, "PaymentAccountRef": {"value": "35"}}
    return {"Id": source_id, "SyncToken": "0", **paid, **changes}


MONTHS = [tax(f"{month}", f"2026-{month:02}-20", 700.0, Refund=False) for month in (7, 8, 9, 10, 11)]


async def test_a_tax_payment_is_burn_and_its_refund_comes_in(served: Served) -> None:
    async with situation(served, "taxes") as books:
        refund = tax("r", "2026-09-25", 250.0, Refund=True, Description="VAT back")
        records = {"Account": [account("35", 9_000.0)], "TaxPayment": [*MONTHS, refund]}
        imported = await served.world.load(books.business, records)
        assert imported.rejected == ()
        assert await books.burn() == [("0.00", "700.00"), ("250.00", "700.00"), ("0.00", "700.00")]
        assert (await books.runway("cash { amount }", "2026-11-19"))["cash"] == {"amount": "9700.00"}


async def test_a_tax_payment_dated_ahead_leaves_on_its_day(served: Served) -> None:
    async with situation(served, "taxes ahead") as books:
        ahead = tax("a", "2026-12-21", 900.0, Description="Fourth quarter")
        await served.world.load(books.business, {"Account": [account("35", 9_000.0)], "TaxPayment": [ahead]})
        shown = await books.runway(
            "cash { amount } flows(first: 9) { nodes { date label amount { amount } } }"
        )
        assert shown["cash"] == {"amount": "9900.00"}
        [flow] = shown["flows"]["nodes"]
        assert flow == {"date": "2026-12-21", "label": "Fourth quarter", "amount": {"amount": "-900.00"}}


async def test_a_tax_paid_from_an_account_that_the_books_lack_makes_burn_unknown(served: Served) -> None:
    async with situation(served, "taxes from elsewhere") as books:
        lost = tax("l", "2026-09-20", 900.0, PaymentAccountRef={"value": "36"})
        records = {"Account": [account("35", 9_000.0)], "TaxPayment": [*MONTHS, lost]}
        await served.world.load(books.business, records)
        assert (await books.runway("burn { unknownReason }"))["burn"] == {"unknownReason": "UNKNOWN_ACCOUNT"}


@pytest.mark.parametrize("field", ["PaymentAmount", "PaymentDate"])
async def test_a_tax_payment_of_which_a_part_is_given_is_refused(served: Served, field: str) -> None:
    async with situation(served, "part of a tax payment") as books:
        part = {"Id": "7", "SyncToken": "1", "sparse": True, field: tax("7", "2026-07-20", 1.0)[field]}
        imported = await served.world.load(books.business, {"TaxPayment": [part]})
        assert [item.field for item in imported.rejected] == [field]
