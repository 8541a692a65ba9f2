"""A payment that is entered with a date to come moves cash on that day, as much as it moves, and once."""

from typing import Any

import pytest

from tests.clock import within
from tests.records import account
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
HOME_ACCOUNTS = [item for item in ACCOUNTS if item["Id"] != EUROS]
FLOWS = """cash { amount } unknownReason forecast { closingBalance { amount } beyond { amount } }
  flows(first: 100) { nodes { date amount { amount } source dateBasis label item { documentNumber } } }"""

Timeline = list[tuple[str, str, str, str]]


async def timeline(till: Till) -> tuple[str, Timeline]:
    """Cash, and what is to come: day, amount, source, and the number of the item or a label."""
    runway: Any = await till.runway(FLOWS)
    flows = [
        (
            node["date"],
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


async def at_the_bank(till: Till, balance: float) -> None:
    """What the source gives as the balance: with all that is entered."""
    await till.load(Account=[account(BANK, balance, SyncToken="1")])


@pytest.fixture
async def till(served: Served) -> Till:
    """1,000 at the bank when nothing more is entered, and accounts of all kinds in home currency."""
    return await open_till(served, accounts=HOME_ACCOUNTS)


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
    runway: Any = await till.runway("cash { amount } unknownReason")
    assert runway == {"cash": None, "unknownReason": "UNKNOWN_RATE"}
    await till.load(
        Purchase=[{"Id": "x", "status": "Deleted"}],
        Payment=[into_funds(collect("p", within(5), 300.0)) | {"CurrencyRef": EUR}],
    )
    runway = await till.runway("cash { amount } unknownReason")
    assert runway == {"cash": {"amount": "1000.00"}, "unknownReason": "UNKNOWN_RATE"}
