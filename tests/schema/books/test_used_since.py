"""A customer's payment that another payment has used up since is still a credit on the days before."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.schema.books.postings import LEDGER, RECEIVABLES, TODAY, cheque, link, settles
from tests.schema.runway.till import Record, Till, claim, deposit, open_till
from tests.serving import Served

PAID, USED = 60, 30


@pytest.fixture
async def till(served: Served) -> Till:
    return await open_till(served, accounts=LEDGER)


def received(source_id: str, days: int, amount: float, *links: Record, left: float = 0) -> Record:
    return {**settles(source_id, days, amount, *links, whom="CustomerRef"), "UnappliedAmt": left}


async def totals(till: Till, *days: int) -> list[str]:
    """Receivables so many days ago."""
    return [
        (await till.ask(f'{{ receivables(asOf: "{_ago(number)}") {{ total {{ amount }} }} }}'))[
            "receivables"
        ]["total"]["amount"]
        for number in days
    ]


def _ago(days: int) -> date:
    return TODAY - timedelta(days)


@pytest.mark.parametrize("left", [0, 1])
async def test_a_payment_that_was_refunded_since_is_a_credit_until_then(till: Till, left: int) -> None:
    used = 250 - left
    await till.load(
        Purchase=[cheque("c", USED, used, RECEIVABLES, "Customer")],
        Payment=[
            received("p", PAID, 250, left=left),
            received("q", USED, 0, link(used, "Check", "c"), link(used, "Payment", "p")),
        ],
    )
    assert await totals(till, PAID + 1, PAID, USED + 1, USED, 0) == [
        "0.00",
        "-250.00",
        "-250.00",
        f"{-left}.00",
        f"{-left}.00",
    ]


async def test_a_payment_that_settled_an_invoice_since_covers_it_on_the_days_between(till: Till) -> None:
    day = _ago(PAID + 10)
    await till.load(
        Invoice=[claim("1", day + timedelta(40), 250, day, Balance=0)],
        Payment=[
            received("p", PAID, 250),
            received("q", USED, 0, link(250, "Invoice", "1"), link(250, "Payment", "p")),
        ],
    )
    assert await totals(till, PAID + 1, PAID, USED + 1, USED, 0) == ["250.00", "0.00", "0.00", "0.00", "0.00"]
    fields = "kind amount { amount }"
    query = f'{{ receivables(asOf: "{_ago(USED + 1)}") {{ documents {{ nodes {{ {fields} }} }} }} }}'
    nodes: Any = (await till.ask(query))["receivables"]["documents"]["nodes"]
    assert sorted((n["kind"], n["amount"]["amount"]) for n in nodes) == [
        ("INVOICE", "250.00"),
        ("PAYMENT", "-250.00"),
    ]


async def test_several_payments_may_have_used_parts_of_one(till: Till) -> None:
    day = _ago(PAID + 10)
    invoices = [claim(key, day + timedelta(40), 100, day, Balance=0) for key in ("1", "2")]
    uses = [
        received("q", USED, 0, link(100, "Invoice", "1"), link(100, "Payment", "p")),
        received("r", USED - 10, 0, link(100, "Invoice", "2"), link(100, "Payment", "p")),
    ]
    await till.load(Invoice=invoices, Payment=[received("p", PAID, 200), *uses])
    assert await totals(till, PAID + 1, PAID, USED, USED - 10, 0) == ["200.00", *["0.00"] * 4]
    # What was undone used nothing.
    gone = {"Id": "r", "status": "Deleted"}
    invoice = {**invoices[1], "Balance": 100.0, "SyncToken": "1"}
    await till.load(
        Invoice=[invoice], Payment=[gone, {**received("p", PAID, 200, left=100), "SyncToken": "1"}]
    )
    assert await totals(till, PAID, USED, 0) == ["0.00", "0.00", "0.00"]


async def test_the_forecast_of_a_day_between_has_the_invoice_covered(till: Till) -> None:
    day = _ago(PAID + 10)
    await till.load(
        Deposit=[deposit("d", _ago(PAID + 20), 10)],
        Invoice=[claim("1", day + timedelta(60), 250, day, Balance=0)],
        Payment=[
            received("p", PAID, 200),
            received("q", USED, 0, link(200, "Invoice", "1"), link(200, "Payment", "p")),
            received("r", USED, 50, link(50, "Invoice", "1")),
        ],
    )
    fields = "flows { nodes { amount { amount } credit { amount } } }"
    nodes = (await till.runway(fields, _ago(USED + 5)))["flows"]["nodes"]
    assert nodes == [{"amount": {"amount": "50.00"}, "credit": {"amount": "200.00"}}]
