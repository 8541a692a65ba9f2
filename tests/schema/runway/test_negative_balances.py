"""Bills and invoices with a balance below 0 cover other items of their party, as its credits do."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.schema.books.postings import TODAY, owing, till_of_two
from tests.schema.runway.till import Till, claim, deposit, owed, pay
from tests.serving import Served

SOON, LATER = TODAY + timedelta(5), TODAY + timedelta(12)
ASSUMPTIONS = """assumptions { leftOut { amount } itemsCounted
  creditsApplied { payables { amount } receivables { amount } }
  otherOpenBalances { payables { amount } receivables { amount } } }"""


@pytest.fixture
async def till(served: Served) -> Till:
    return await till_of_two(served)


async def total(till: Till, side: str, day: date = TODAY) -> str:
    result = await till.ask(f'{{ {side}(asOf: "{day}") {{ total {{ amount }} }} }}')
    amount: str = result[side]["total"]["amount"]
    return amount


async def planned(till: Till, as_of: date | None = None) -> list[tuple[str, str, str | None]]:
    """The forecast's flows: number, amount and what credits cover."""
    of_item = "... on Bill { documentNumber } ... on Invoice { documentNumber }"
    fields = f"flows {{ nodes {{ amount {{ amount }} credit {{ amount }} item {{ {of_item} }} }} }}"
    nodes = (await till.runway(fields, as_of))["flows"]["nodes"]
    return [
        (n["item"]["documentNumber"], n["amount"]["amount"], n["credit"] and n["credit"]["amount"])
        for n in nodes
    ]


async def assumptions(till: Till) -> Any:
    return (await till.runway(ASSUMPTIONS))["assumptions"]


async def test_what_was_paid_too_much_covers_another_bill_from_the_day_it_was_paid(till: Till) -> None:
    issued = TODAY - timedelta(30)
    await till.load(
        Bill=[owed("1", SOON, 300, issued, Balance=-101), owed("2", LATER, 500, issued)],
        BillPayment=[pay("p", TODAY - timedelta(10), 401, "1")],
        # Before anything moved on the bank there is no forecast.
        Deposit=[deposit("d", TODAY - timedelta(20), 10)],
    )
    assert await total(till, "payables") == "399.00"
    assert await planned(till) == [("B-2", "-399.00", "101.00")]
    result = await assumptions(till)
    assert (result["itemsCounted"], result["creditsApplied"]["payables"]) == (1, {"amount": "101.00"})
    after, before = TODAY - timedelta(5), TODAY - timedelta(15)
    assert (await total(till, "payables", after), await total(till, "payables", before)) == (
        "399.00",
        "800.00",
    )
    assert await planned(till, after) == [("B-2", "-399.00", "101.00")]
    assert await planned(till, before) == [("B-1", "-300.00", None), ("B-2", "-500.00", None)]


async def test_items_over_a_negative_amount_cover_those_of_their_own_party_and_side(till: Till) -> None:
    await till.load(
        Bill=[
            owed("1", LATER, 100),
            owed("2", SOON, -40),
            owed("3", LATER + timedelta(1), 70, VendorRef={"value": "2"}),
        ],
        Invoice=[
            claim("4", LATER + timedelta(7), 300),
            claim("5", SOON, -80),
            claim("6", LATER + timedelta(8), 55, CustomerRef={"value": "2"}),
        ],
    )
    assert (await total(till, "payables"), await total(till, "receivables")) == ("130.00", "275.00")
    assert sorted(await planned(till)) == [
        ("B-1", "-60.00", "40.00"),
        ("B-3", "-70.00", None),
        ("I-4", "220.00", "80.00"),
        ("I-6", "55.00", None),
    ]
    applied = (await assumptions(till))["creditsApplied"]
    assert applied == {"payables": {"amount": "40.00"}, "receivables": {"amount": "80.00"}}


async def test_other_debts_of_the_party_use_up_a_negative_balance_first(till: Till) -> None:
    await till.load(
        Bill=[owed("1", LATER, 100), owed("2", SOON, -40)], JournalEntry=[owing("payables", "j", 20, 30)]
    )
    assert await planned(till) == [("B-1", "-90.00", "10.00")]
    assert (await assumptions(till))["otherOpenBalances"]["payables"] == {"amount": "0.00"}
    await till.load(JournalEntry=[owing("payables", "k", 20, 25)])
    assert await planned(till) == [("B-1", "-100.00", None)]
    assert (await assumptions(till))["otherOpenBalances"]["payables"] == {"amount": "15.00"}
    assert await total(till, "payables") == "115.00"


async def test_a_negative_balance_adds_to_other_credits_and_never_makes_a_flow_of_its_own(
    till: Till,
) -> None:
    await till.load(
        Bill=[owed("1", LATER, 100), owed("2", SOON, -40)],
        BillPayment=[pay("p", TODAY - timedelta(3), 50)],
    )
    assert await planned(till) == [("B-1", "-10.00", "90.00")]
    await till.load(Bill=[owed("3", SOON, -70)])
    assert await planned(till) == [("B-1", "0.00", "100.00")]
    assert await total(till, "payables") == "-60.00"


async def test_what_the_policy_leaves_out_is_less_what_a_negative_balance_covers(till: Till) -> None:
    await till.change("setRunwayPolicy", {"overduePolicy": "EXCLUDE"})
    await till.load(Bill=[owed("1", TODAY - timedelta(9), 100), owed("2", SOON, -40)])
    assert await planned(till) == []
    assert (await assumptions(till))["leftOut"] == {"amount": "60.00"}


async def test_a_negative_balance_covers_its_own_currency_and_needs_no_rate(till: Till) -> None:
    eur: Any = {"CurrencyRef": {"value": "EUR"}}
    await till.load(
        Bill=[owed("1", LATER, 100, **eur, ExchangeRate=1.5), owed("2", SOON, -40, **eur)],
    )
    assert await planned(till) == [("B-1", "-90.00", "60.00")]
    await till.load(Bill=[owed("3", LATER, 100)])
    assert sorted(await planned(till)) == [("B-1", "-90.00", "60.00"), ("B-3", "-100.00", None)]
