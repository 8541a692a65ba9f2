"""Money in Undeposited Funds and debts on cards are in the forecast once, on a day of their own."""

from datetime import date, timedelta
from typing import Any

import pytest

from orchestrators.calculations.runway.recurring.rhythm import on_day_of_month
from tests.clock import within
from tests.records import account, invoice
from tests.schema.runway.till import (
    CARD,
    FUNDS,
    Till,
    collect,
    open_till,
    owed,
    pay,
    spend,
    transfer,
    weekday_before,
)
from tests.serving import Served

Record = dict[str, Any]
FIELDS = """
  cash { amount } assumptions { awaitingDeposit { amount } cardDebt { amount }
                                accounts { name isCounted } cardsNeverPaid { name } }
  flows(first: 100) { nodes { date amount { amount } source dateBasis label } }"""


def funds(balance: float) -> Record:
    return account(
        FUNDS, balance, Name="Funds", AccountType="Other Current Asset", AccountSubType="UndepositedFunds"
    )


def visa(balance: float, **changes: Any) -> Record:
    return account(
        CARD, balance, Name="Visa", AccountType="Credit Card", AccountSubType="CreditCard", **changes
    )


def waits(source_id: str, day: date, amount: float, *invoices: str) -> Record:
    """A customer's payment that waits for its deposit."""
    return {**collect(source_id, day, amount, *invoices), "DepositToAccountRef": {"value": FUNDS}}


def brings(source_id: str, day: date, amount: float, *payments: str) -> Record:
    """A deposit of such payments."""
    lines = [
        {"Amount": amount / len(payments), "LinkedTxn": [{"TxnType": "Payment", "TxnId": item}]}
        for item in payments
    ]
    to = {"DepositToAccountRef": {"value": "35"}}
    return {"Id": source_id, "SyncToken": "0", "TxnDate": str(day), "TotalAmt": amount, "Line": lines, **to}


def pays_card(source_id: str, day: date, amount: float) -> Record:
    return transfer(source_id, day, amount, "35", CARD)


async def told(till: Till, until: date | None = None) -> list[tuple[str, str, str, str]]:
    """What is to come by a day: the day, the amount, the source and the label."""
    nodes = (await till.runway(FIELDS))["flows"]["nodes"]
    return [
        (node["date"], node["amount"]["amount"], node["source"], node["label"])
        for node in nodes
        if until is None or node["date"] <= str(until)
    ]


#: The next business day.
SOON = within(1) + timedelta(days=max(0, 7 - within(1).weekday()) if within(1).weekday() > 4 else 0)


#: The next day of the month, some days ahead, that every month has.
USUAL = next(within(ahead) for ahead in range(3, 9) if within(ahead).day <= 28)


@pytest.fixture
async def till(served: Served) -> Till:
    return await open_till(served)


async def test_what_waits_is_deposited_on_the_next_business_day(till: Till) -> None:
    await till.load(Account=[funds(500.0)], Payment=[waits("p", within(-1), 300.0)])
    assert await told(till) == [
        (str(SOON), "300.00", "UNDEPOSITED", "Corner Shop"),
        (str(SOON), "200.00", "UNDEPOSITED", "Funds"),
    ]
    runway = await till.runway(FIELDS)
    assert (runway["cash"]["amount"], runway["assumptions"]["awaitingDeposit"]["amount"]) == (
        "1000.00",
        "500.00",
    )
    assert {node["dateBasis"] for node in runway["flows"]["nodes"]} == {None}


async def test_what_counts_as_cash_is_in_no_flow(till: Till) -> None:
    await till.load(Account=[funds(300.0)], Payment=[waits("p", within(-1), 300.0)])
    await till.change("setRunwayPolicy", {"countUndepositedFunds": True})
    runway = await till.runway(FIELDS)
    assert runway["flows"]["nodes"] == []
    assert (runway["cash"]["amount"], runway["assumptions"]["awaitingDeposit"]["amount"]) == (
        "1300.00",
        "0.00",
    )


@pytest.mark.parametrize("received", [-1, 2])
async def test_a_deposit_to_come_brings_it_once(till: Till, received: int) -> None:
    """The source's balances hold the deposit already: 1,000 at the bank, and nothing waits."""
    await till.load(
        Account=[funds(0.0)],
        Payment=[waits("p", within(received), 300.0)],
        Deposit=[brings("d", within(4), 300.0, "p")],
    )
    assert [flow[:3] for flow in await told(till)] == [(str(within(4)), "300.00", "ENTERED")]
    assert (await till.runway(FIELDS))["cash"]["amount"] == "700.00"


async def test_a_payment_to_come_that_no_deposit_brings_waits_from_its_day_on(till: Till) -> None:
    payments = [waits("p", within(3), 300.0), waits("q", within(-1), 200.0)]
    await till.load(Account=[funds(500.0)], Payment=payments)
    assert sorted(flow[:3] for flow in await told(till)) == sorted(
        [(str(SOON), "200.00", "UNDEPOSITED"), (str(within(3)), "300.00", "ENTERED")]
    )


async def test_of_a_day_before_its_deposit_it_waited(till: Till) -> None:
    await till.load(
        Account=[funds(0.0)],
        Payment=[waits("p", within(-9), 300.0)],
        Deposit=[brings("d", within(-2), 300.0, "p")],
        Purchase=[spend("s", within(-30), 50.0)],
    )
    before = await till.runway(FIELDS, within(-5))
    assert [node["source"] for node in before["flows"]["nodes"]] == ["UNDEPOSITED"]
    assert before["cash"]["amount"] == "700.00"
    assert await told(till) == []


@pytest.mark.parametrize("counted", [False, True])
@pytest.mark.parametrize("brought", [False, True])
async def test_what_waits_stands_for_what_its_customer_pays_regularly(
    till: Till, counted: bool, brought: bool
) -> None:
    past = [collect(f"c{n}", within(1 - 30 * n), 100.0) for n in (4, 3, 2, 1)]
    await till.load(
        Account=[funds(0.0 if brought else 100.0)],
        Payment=[*past, waits("p", within(-1), 100.0)],
        Deposit=[brings("d", within(2), 100.0, "p")] if brought else [],
    )
    await till.change("setRunwayPolicy", {"countUndepositedFunds": counted})
    recurring = [flow for flow in await told(till, within(20)) if flow[2] == "RECURRING"]
    assert recurring == []
    assert [flow for flow in await told(till) if flow[2] == "RECURRING"]


async def test_card_debt_leaves_on_the_usual_day_in_place_of_the_regular_payment(till: Till) -> None:
    days = [on_day_of_month(USUAL, -months, USUAL.day) for months in (3, 2, 1)]
    paid = [pays_card(f"t{n}", day, 400.0) for n, day in enumerate(days)]
    await till.load(Account=[visa(-250.0)], Transfer=paid)
    flows = await told(till)
    assert flows[0] == (str(weekday_before(USUAL)), "-250.00", "CARD", "Visa")
    assert [(flow[1], flow[2]) for flow in flows[1:]] == [("-400.00", "RECURRING")] * (len(flows) - 1)
    assert len(flows) > 1
    assert (await till.runway(FIELDS))["assumptions"]["cardDebt"]["amount"] == "250.00"


async def test_without_a_debt_the_card_is_paid_as_it_was(till: Till) -> None:
    days = [on_day_of_month(USUAL, -months, USUAL.day) for months in (3, 2, 1)]
    await till.load(
        Account=[visa(0.0)], Transfer=[pays_card(f"t{n}", day, 400.0) for n, day in enumerate(days)]
    )
    assert {flow[2] for flow in await told(till)} == {"RECURRING"}


async def test_a_card_that_was_never_paid_is_due_in_a_month_and_named(till: Till) -> None:
    await till.load(Account=[visa(-250.0)], Purchase=[spend("s", within(-40), 250.0, of=CARD)])
    due = weekday_before(on_day_of_month(within(0), 1, within(0).day))
    assert await told(till) == [(str(due), "-250.00", "CARD", "Visa")]
    assert (await till.runway(FIELDS))["assumptions"]["cardsNeverPaid"] == [{"name": "Visa"}]


async def test_a_bill_that_is_paid_by_card_leaves_the_bank_when_the_card_is_paid(till: Till) -> None:
    by_card = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": {"value": CARD}}}
    payment = {**pay("p", within(3), 120.0, "1"), "CheckPayment": None, **by_card}
    await till.load(
        Account=[visa(-120.0)],
        Bill=[owed("1", within(20), 120.0, Balance=0)],
        BillPayment=[payment],
    )
    assert [flow[1:3] for flow in await told(till)] == [("-120.00", "CARD")]


async def test_a_payment_of_the_card_that_is_entered_ahead_is_not_made_again(till: Till) -> None:
    """The card's balance has it taken off: the rest is due on the usual day."""
    await till.load(
        Account=[visa(-50.0)],
        Transfer=[pays_card("a", within(-20), 90.0), pays_card("b", within(4), 200.0)],
    )
    assert sorted(flow[1:3] for flow in await told(till)) == [("-200.00", "ENTERED"), ("-50.00", "CARD")]


async def test_what_was_owed_on_a_past_day_is_what_was_spent_by_then(till: Till) -> None:
    await till.load(
        Account=[visa(-300.0)],
        Purchase=[spend("a", within(-20), 100.0, of=CARD), spend("b", within(-2), 200.0, of=CARD)],
    )
    assert (await till.runway(FIELDS, within(-10)))["assumptions"]["cardDebt"]["amount"] == "100.00"


async def test_a_debt_in_a_currency_without_a_rate_makes_the_forecast_unknown(till: Till) -> None:
    await till.load(Account=[visa(-300.0, CurrencyRef={"value": "EUR"})])
    runway = await till.runway(
        "unknownReason assumptions { cardDebt { amount } } forecast { closingBalance { amount } }"
    )
    assert runway == {"unknownReason": "UNKNOWN_RATE", "assumptions": {"cardDebt": None}, "forecast": None}
    await till.load(
        Invoice=[
            invoice("e", CurrencyRef={"value": "EUR"}, ExchangeRate=2, Balance=0, TxnDate=str(within(-9)))
        ]
    )
    assert [flow[1:] for flow in await told(till)] == [("-600.00", "CARD", "Visa")]
