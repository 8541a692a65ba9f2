"""Whatever is entered with a date to come moves on that day, and what asks about it agrees."""

from typing import Any

import pytest

from tests.clock import today, within
from tests.records import account
from tests.schema.decisions.desk import Desk
from tests.schema.runway.scenarios.test_what_if import what_if
from tests.schema.runway.test_ahead import (
    FLOWS,
    HOME_ACCOUNTS,
    Timeline,
    at_the_bank,
    due,
    entered,
    timeline,
)
from tests.schema.runway.till import (
    BANK,
    CARD,
    LOAN,
    SAVINGS,
    Record,
    Till,
    deposit,
    open_till,
    owed,
    pay,
    spend,
    transfer,
    weekday_before,
)
from tests.serving import Served


def wages(source_id: str, days: int) -> Record:
    postings = (("Debit", "61"), ("Credit", BANK))
    lines = [
        {"Amount": 700, "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": on}}}
        for side, on in postings
    ]
    return {"Id": source_id, "SyncToken": "0", "TxnDate": str(within(days)), "Line": lines}


@pytest.fixture
async def till(served: Served) -> Till:
    """1,000 at the bank when nothing more is entered, and accounts of all kinds in home currency."""
    return await open_till(served, accounts=HOME_ACCOUNTS)


#: What is entered beside payments, the balance of the bank with it, and what is to come.
KINDS: dict[str, tuple[dict[str, list[Record]], float, Timeline]] = {
    "a cheque": ({"Purchase": [spend("x", within(6), 300.0)]}, 700.0, [entered(6, "-300.00", "PURCHASE")]),
    "spending by card": ({"Purchase": [spend("x", within(6), 300.0, of=CARD)]}, 1000.0, []),
    "to savings": ({"Transfer": [transfer("x", within(6), 300.0, BANK, SAVINGS)]}, 700.0, []),
    "a loan": (
        {"Transfer": [transfer("x", within(60), 500.0, LOAN, BANK)]}, 1500.0, [entered(60, "500.00", "Loan")]
    ),
    "paying a card": (
        {"Transfer": [transfer("x", within(6), 300.0, BANK, CARD)]}, 700.0, [entered(6, "-300.00", "Card")]
    ),
    "wages": ({"JournalEntry": [wages("x", 6)]}, 300.0, [entered(6, "-700.00", "Wages")]),
    "sales": ({"Deposit": [deposit("x", within(6), 90.0)]}, 1090.0, [entered(6, "90.00", "DEPOSIT")]),
    "beyond the horizon": (
        {"Purchase": [spend("x", within(200), 300.0)]}, 700.0, [entered(200, "-300.00", "PURCHASE")]
    ),
    "today": ({"Purchase": [spend("x", today(), 300.0)]}, 1000.0, []),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_is_entered_moves_on_its_day(till: Till, kind: str) -> None:
    records, balance, flows = KINDS[kind]
    await at_the_bank(till, balance)
    if kind == "to savings":
        await till.load(Account=[account(SAVINGS, 300.0, Name="Savings", SyncToken="1")])
    await till.load(**records)
    assert await timeline(till) == ("1000.00", flows)
    runway: Any = await till.runway(FLOWS)
    forecast = runway["forecast"]
    moved = sum(float(flow[1]) for flow in flows)
    assert float(forecast["closingBalance"]["amount"]) + float(forecast["beyond"]["amount"]) == 1000.0 + moved
    assert {flow["dateBasis"] for flow in runway["flows"]["nodes"]} <= {"SCHEDULED"}


async def test_an_entry_stands_for_what_recurs_under_its_label(till: Till) -> None:
    await at_the_bank(till, 300.0)
    await till.load(JournalEntry=[wages(str(days), days) for days in (-27, -20, -13, -6, 1)])
    cash, (first, second, *_) = await timeline(till)
    assert cash == "1000.00"
    assert first == entered(1, "-700.00", "Wages")
    assert second[1:] == ("-700.00", "RECURRING", "Wages")
    assert second[0] == str(weekday_before(within(8)))


async def test_only_what_no_payment_settles_can_be_moved(till: Till) -> None:
    await at_the_bank(till, 200.0)
    await till.load(
        Bill=[owed("1", within(40), 900.0, Balance=600), owed("2", within(30), 500.0, Balance=0)],
        BillPayment=[pay("p", within(6), 300.0, "1"), pay("q", within(7), 500.0, "2")],
    )
    part, whole = [await till.id("Bill", source_id) for source_id in "12"]
    result = await what_if(till, now=[{"itemId": part, "date": str(today())}])
    ((outcome,), errors) = result["results"], result["userErrors"]
    assert errors == []
    assert outcome["closingBalanceChange"]["amount"] == "0.00"
    assert outcome["cash"][0] == {"date": str(today()), "difference": {"amount": "-600.00"}}
    result = await what_if(till, now=[{"itemId": whole, "date": str(today())}])
    assert [error["code"] for error in result["userErrors"]] == ["UNKNOWN_ITEM"]
    query = (
        "query ($id: ID!) { node(id: $id) { ... on Bill { impact { payNow { cashChange { amount } } } } } }"
    )
    impacts = [(await till.ask(query, {"id": id_}))["node"]["impact"] for id_ in (part, whole)]
    assert impacts == [{"payNow": {"cashChange": {"amount": "-600.00"}}}, None]


async def test_what_is_decided_and_then_entered_leaves_once(till: Till) -> None:
    await at_the_bank(till, 700.0)
    part = owed("1", within(40), 900.0, Balance=600)
    await till.load(Bill=[part], BillPayment=[pay("p", within(6), 300.0, "1")])
    desk = Desk(till.world, till.api, till.business, {})
    proposed = (await desk.propose(await till.id("Bill", "1"), "SCHEDULE", date=str(within(20))))["decision"]
    assert [outcome["userErrors"] for outcome in (await desk.finalize([proposed]))["outcomes"]] == [[]]
    decided = due(20, "-600.00", "B-1")
    assert await timeline(till) == ("1000.00", [entered(6, "-300.00", "B-1"), decided])
    await till.load(
        Bill=[{**part, "Balance": 0, "SyncToken": "1"}], BillPayment=[pay("q", within(21), 600.0, "1")]
    )
    await till.load(Account=[account(BANK, 100.0, SyncToken="2")])
    assert await timeline(till) == (
        "1000.00",
        [entered(6, "-300.00", "B-1"), entered(21, "-600.00", "B-1")],
    )


async def test_of_a_past_day_it_was_not_known_and_the_change_adds_up(till: Till) -> None:
    await at_the_bank(till, 200.0)
    await till.load(
        Bill=[owed("1", within(40), 500.0, within(-9), Balance=0)],
        BillPayment=[pay("p", within(6), 500.0, "1")],
        Purchase=[spend("first", within(-30), 1.0), spend("x", within(8), 300.0)],
    )
    past: Any = await till.runway("cash { amount } flows { nodes { amount { amount } source } }", within(-1))
    assert past == {
        "cash": {"amount": "1000.00"},
        "flows": {"nodes": [{"amount": {"amount": "-500.00"}, "source": "BILL"}]},
    }
    causes = "causes { kind label item { documentNumber } lowestBalanceChange { amount } }"
    changed: Any = await till.runway(
        f'change(sinceDate: "{within(-1)}") {{ lowestBalanceChange {{ amount }} {causes} }}'
    )
    change = changed["change"]
    assert change["lowestBalanceChange"]["amount"] == "-300.00"
    assert [cause for cause in change["causes"] if cause["kind"] != "TIME"] == [
        {"kind": "NEW", "label": "PURCHASE", "item": None, "lowestBalanceChange": {"amount": "-300.00"}}
    ]


async def test_two_payments_that_are_alike_are_two_on_any_page(till: Till) -> None:
    await at_the_bank(till, 800.0)
    await till.load(
        Bill=[owed("1", within(40), 200.0, Balance=0)],
        BillPayment=[pay("p", within(6), 100.0, "1"), pay("q", within(6), 100.0, "1")],
    )
    page = "nodes { amount { amount } } pageInfo { endCursor hasNextPage }"
    first: Any = (await till.runway(f"flows(first: 1) {{ {page} }}"))["flows"]
    after = first["pageInfo"]["endCursor"]
    second: Any = (await till.runway(f'flows(first: 1, after: "{after}") {{ {page} }}'))["flows"]
    assert [*first["nodes"], *second["nodes"]] == [{"amount": {"amount": "-100.00"}}] * 2
    assert second["pageInfo"]["hasNextPage"] is False
