"""What is entered with a date to come moves cash on that day, as much as it moves, and once."""

from typing import Any

import pytest

from tests.clock import today, within
from tests.records import account
from tests.schema.runway.test_what_if import what_if
from tests.schema.runway.till import (
    BANK,
    CARD,
    FUNDS,
    LOAN,
    SAVINGS,
    Record,
    Till,
    claim,
    collect,
    deposit,
    open_till,
    owed,
    pay,
    spend,
    transfer,
    weekday_before,
)
from tests.serving import Served

EUR = {"value": "EUR"}
EUROS = "37"
ACCOUNTS = [
    account(SAVINGS, 0.0, Name="Savings"),
    account(EUROS, 500.0, Name="Euros", CurrencyRef=EUR),
    account(CARD, 0.0, Name="Card", AccountType="Credit Card", AccountSubType="CreditCard"),
    account(LOAN, 0.0, Name="Loan", AccountType="Long Term Liability", AccountSubType="NotesPayable"),
    account(FUNDS, 0.0, Name="Funds", AccountType="Other Current Asset", AccountSubType="UndepositedFunds"),
    account("61", 0.0, Name="Wages", AccountType="Expense", AccountSubType="PayrollExpenses"),
]
FLOWS = """cash { amount } unknown forecast { closing { amount } beyond { amount } }
  flows(first: 100) { nodes { day amount { amount } source basis label item { documentNumber } } }"""

Timeline = list[tuple[str, str, str, str]]


async def timeline(till: Till) -> tuple[str, Timeline]:
    """Cash, and what is to come: day, amount, source, and the number of the item or a label."""
    runway: Any = await till.runway(FLOWS)
    flows = [
        (
            node["day"],
            node["amount"]["amount"],
            node["source"],
            (node["item"] or {}).get("documentNumber") or node["label"],
        )
        for node in runway["flows"]["nodes"]
    ]
    return runway["cash"]["amount"], flows


def entered(days: int, amount: str, about: str) -> tuple[str, str, str, str]:
    return str(within(days)), amount, "ENTERED", about


def due(days: int, amount: str, about: str) -> tuple[str, str, str, str]:
    return str(weekday_before(within(days))), amount, "BILL", about


def linked(record: Record, *links: tuple[str, str, float]) -> Record:
    """The record with lines that link to others."""
    lines = [
        {"Amount": amount, "LinkedTxn": [{"TxnType": kind, "TxnId": source_id}]}
        for kind, source_id, amount in links
    ]
    return {**record, "Line": lines}


def into_funds(record: Record) -> Record:
    return {**record, "DepositToAccountRef": {"value": FUNDS}}


def wages(source_id: str, days: int) -> Record:
    postings = (("Debit", "61"), ("Credit", BANK))
    lines = [
        {"Amount": 700, "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": on}}}
        for side, on in postings
    ]
    return {"Id": source_id, "SyncToken": "0", "TxnDate": str(within(days)), "Line": lines}


@pytest.fixture
async def till(served: Served) -> Till:
    """1,000 at the bank when nothing more is entered, and accounts of all kinds."""
    return await open_till(served, accounts=ACCOUNTS[:1] + ACCOUNTS[2:])


async def at_the_bank(till: Till, balance: float) -> None:
    """What the source gives as the balance: with all that is entered."""
    await till.load(Account=[account(BANK, balance, SyncToken="1")])


async def test_a_prepayment_leaves_on_its_day(till: Till) -> None:
    await at_the_bank(till, 500.0)
    await till.load(BillPayment=[pay("p", within(7), 500.0)])
    assert await timeline(till) == ("1000.00", [entered(7, "-500.00", "Paper Supplies")])


async def test_what_is_prepaid_then_is_not_paid_again(till: Till) -> None:
    await at_the_bank(till, 500.0)
    await till.load(BillPayment=[pay("p", within(7), 500.0)], Bill=[owed("1", within(20), 620.0)])
    assert await timeline(till) == (
        "1000.00",
        [entered(7, "-500.00", "Paper Supplies"), due(20, "-120.00", "B-1")],
    )


async def test_more_than_a_bill_is_paid_on_one_day(till: Till) -> None:
    await at_the_bank(till, 300.0)
    await till.load(
        BillPayment=[linked(pay("p", within(7), 700.0), ("Bill", "1", 500.0))],
        Bill=[owed("1", within(20), 500.0, Balance=0)],
    )
    assert await timeline(till) == (
        "1000.00",
        [entered(7, "-500.00", "B-1"), entered(7, "-200.00", "Paper Supplies")],
    )


async def test_a_payment_and_its_deposit_come_in_once(till: Till) -> None:
    await at_the_bank(till, 4000.0)
    brings = linked(deposit("d", within(6), 3000.0), ("Payment", "p", 3000.0))
    await till.load(
        Invoice=[claim("1", within(9), 3000.0, Balance=0)],
        Payment=[into_funds(collect("p", within(5), 3000.0, "1"))],
        Deposit=[brings],
    )
    assert await timeline(till) == ("1000.00", [entered(6, "3000.00", "Funds")])
    # Where Undeposited Funds count as cash, it comes when the customer pays.
    await till.change("setRunwayPolicy", {"countUndepositedFunds": True})
    assert await timeline(till) == ("1000.00", [entered(5, "3000.00", "I-1")])


async def test_a_payment_that_no_deposit_brings_comes_in_too(till: Till) -> None:
    await till.load(
        Invoice=[claim("1", within(9), 300.0, Balance=0)],
        Payment=[into_funds(collect("p", within(5), 300.0, "1"))],
    )
    assert await timeline(till) == ("1000.00", [entered(5, "300.00", "I-1")])


async def test_a_deposit_of_what_waits_comes_in_on_its_day(till: Till) -> None:
    await at_the_bank(till, 1300.0)
    await till.load(
        Invoice=[claim("1", within(9), 300.0, Balance=0)],
        Payment=[into_funds(collect("p", within(-2), 300.0, "1"))],
        Deposit=[linked(deposit("d", within(4), 300.0), ("Payment", "p", 300.0))],
    )
    assert await timeline(till) == ("1000.00", [entered(4, "300.00", "Funds")])


async def test_what_a_credit_pays_of_a_bill_leaves_no_bank(till: Till) -> None:
    await at_the_bank(till, 200.0)
    credit = {
        "Id": "c",
        "SyncToken": "0",
        "TxnDate": str(within(-5)),
        "TotalAmt": 200,
        "VendorRef": {"value": "1"},
    }
    settles = linked(pay("p", within(6), 800.0), ("Bill", "1", 1000.0), ("VendorCredit", "c", 200.0))
    await till.load(
        Bill=[owed("1", within(20), 1000.0, Balance=0), owed("2", within(25), 300.0)],
        VendorCredit=[credit],
        BillPayment=[settles],
    )
    # The credit is used up: it covers nothing of the other bill.
    assert await timeline(till) == (
        "1000.00",
        [entered(6, "-800.00", "B-1"), due(25, "-300.00", "B-2")],
    )
    payables = (await till.ask("{ payables { total { amount } } }"))["payables"]
    assert payables["total"]["amount"] == "1100.00"


async def test_a_bill_that_a_card_pays_moves_nothing_at_the_bank(till: Till) -> None:
    by_card = pay("p", within(6), 500.0, "1")
    del by_card["CheckPayment"]
    await till.load(
        Bill=[owed("1", within(20), 500.0, Balance=0)],
        BillPayment=[
            {**by_card, "PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": {"value": CARD}}}
        ],
    )
    assert await timeline(till) == ("1000.00", [])


async def test_payments_of_one_bill_leave_on_their_days_and_the_rest_when_it_is_due(till: Till) -> None:
    await at_the_bank(till, 500.0)
    await till.load(
        Bill=[owed("1", within(40), 900.0, Balance=400)],
        BillPayment=[pay("p", within(6), 300.0, "1"), pay("q", within(13), 200.0, "1")],
    )
    assert await timeline(till) == (
        "1000.00",
        [entered(6, "-300.00", "B-1"), entered(13, "-200.00", "B-1"), due(40, "-400.00", "B-1")],
    )


async def test_one_payment_of_two_invoices_is_a_flow_of_each(till: Till) -> None:
    await at_the_bank(till, 1300.0)
    await till.load(
        Invoice=[claim("1", within(9), 100.0, Balance=0), claim("2", within(10), 200.0, Balance=0)],
        Payment=[linked(collect("p", within(5), 300.0), ("Invoice", "1", 100.0), ("Invoice", "2", 200.0))],
    )
    assert await timeline(till) == (
        "1000.00",
        [entered(5, "100.00", "I-1"), entered(5, "200.00", "I-2")],
    )


async def test_a_customers_payment_for_nothing_yet_comes_in(till: Till) -> None:
    await at_the_bank(till, 1500.0)
    await till.load(Payment=[{**collect("p", within(5), 500.0), "UnappliedAmt": 500.0}])
    assert await timeline(till) == ("1000.00", [entered(5, "500.00", "Corner Shop")])


async def test_a_foreign_bill_leaves_the_bank_at_what_the_payment_is_worth(till: Till) -> None:
    await at_the_bank(till, 880.0)
    foreign = {"CurrencyRef": EUR, "ExchangeRate": 1.2}
    await till.load(
        Bill=[owed("1", within(20), 100.0, CurrencyRef=EUR, ExchangeRate=1.5, Balance=0)],
        BillPayment=[pay("p", within(6), 100.0, "1") | foreign],
    )
    assert await timeline(till) == ("1000.00", [entered(6, "-120.00", "B-1")])


async def test_on_a_foreign_account_it_counts_at_the_rate_at_which_cash_does(served: Served) -> None:
    till = await open_till(served, balance=0.0, accounts=ACCOUNTS)
    foreign = {"CurrencyRef": EUR, "ExchangeRate": 1.5}
    await till.load(
        Bill=[owed("1", within(20), 100.0, CurrencyRef=EUR, ExchangeRate=1.2, Balance=0)],
        BillPayment=[
            {
                **pay("p", within(6), 100.0, "1"),
                **foreign,
                "CheckPayment": {"BankAccountRef": {"value": EUROS}},
            }
        ],
    )
    # 600 euros until then, at the bill's rate: the payment's is of a day that has not come.
    assert await timeline(till) == ("720.00", [entered(6, "-120.00", "B-1")])


async def test_without_a_rate_nothing_is_guessed(till: Till) -> None:
    await till.load(Purchase=[spend("x", within(6), 100.0, CurrencyRef=EUR)])
    runway: Any = await till.runway("cash { amount } unknown")
    assert runway == {"cash": None, "unknown": "UNKNOWN_RATE"}
    await till.load(
        Purchase=[{"Id": "x", "status": "Deleted"}],
        Payment=[into_funds(collect("p", within(5), 300.0)) | {"CurrencyRef": EUR}],
    )
    runway = await till.runway("cash { amount } unknown")
    assert runway == {"cash": {"amount": "1000.00"}, "unknown": "UNKNOWN_RATE"}


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
    assert float(forecast["closing"]["amount"]) + float(forecast["beyond"]["amount"]) == 1000.0 + moved
    assert {flow["basis"] for flow in runway["flows"]["nodes"]} <= {"SCHEDULED"}


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
    assert outcome["closingChange"]["amount"] == "0.00"
    assert outcome["cash"][0] == {"day": str(today()), "difference": {"amount": "-600.00"}}
    result = await what_if(till, now=[{"itemId": whole, "date": str(today())}])
    assert [error["code"] for error in result["userErrors"]] == ["UNKNOWN_ITEM"]
    query = (
        "query ($id: ID!) { node(id: $id) { ... on Bill { impact { payNow { cashChange { amount } } } } } }"
    )
    impacts = [(await till.ask(query, {"id": id_}))["node"]["impact"] for id_ in (part, whole)]
    assert impacts == [{"payNow": {"cashChange": {"amount": "-600.00"}}}, None]


async def test_of_a_past_day_it_was_not_known_and_the_change_adds_up(till: Till) -> None:
    await at_the_bank(till, 200.0)
    await till.load(
        Bill=[owed("1", within(40), 500.0, within(-9), Balance=0)],
        BillPayment=[pay("p", within(6), 500.0, "1")],
        Purchase=[spend("x", within(8), 300.0)],
    )
    past: Any = await till.runway("cash { amount } flows { nodes { amount { amount } source } }", within(-1))
    assert past == {
        "cash": {"amount": "1000.00"},
        "flows": {"nodes": [{"amount": {"amount": "-500.00"}, "source": "BILL"}]},
    }
    causes = "causes { kind label item { documentNumber } lowestChange { amount } }"
    changed: Any = await till.runway(
        f'change(since: "{within(-1)}") {{ lowestChange {{ amount }} {causes} }}'
    )
    change = changed["change"]
    assert change["lowestChange"]["amount"] == "-300.00"
    assert [cause for cause in change["causes"] if cause["kind"] != "TIME"] == [
        {"kind": "NEW", "label": "PURCHASE", "item": None, "lowestChange": {"amount": "-300.00"}}
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
