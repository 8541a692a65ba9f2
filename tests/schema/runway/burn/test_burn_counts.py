"""What of all that moves on a bank account is burn, and what is made of what is to come, or gone."""

from datetime import date, timedelta
from typing import Any

import pytest

from orchestrators.calculations.runway.burn import window
from tests.clock import today, within
from tests.records import account
from tests.schema.runway.till import (
    BANK,
    CARD,
    EQUITY,
    FUNDS,
    LOAN,
    SAVINGS,
    SPENT,
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
)
from tests.serving import Served

START, END = window(today())
#: A day in the first month of the window.
SOME = START + timedelta(days=7)
LAST = (START + timedelta(days=32)).replace(day=1) - timedelta(days=1)
ACCOUNTS = [
    account(SAVINGS, 0.0, Name="Savings"),
    account(CARD, 0.0, Name="Card", AccountType="Credit Card", AccountSubType="CreditCard"),
    account(LOAN, 0.0, Name="Loan", AccountType="Long Term Liability", AccountSubType="NotesPayable"),
    account(EQUITY, 0.0, Name="Equity", AccountType="Equity", AccountSubType="OwnersEquity"),
    # What a customer pays waits there: were less on it, a deposit would be missing.
    account(FUNDS, 80.0, Name="Funds", AccountType="Other Current Asset", AccountSubType="UndepositedFunds"),
]


def _lines(*parts: tuple[str, float]) -> list[Record]:
    return [
        {"Amount": amount, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": on}}}
        for on, amount in parts
    ]


def _entry(day: date, debit: str, credit: str, amount: float) -> Record:
    lines = [
        {"Amount": amount, "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": on}}}
        for side, on in (("Debit", debit), ("Credit", credit))
    ]
    return {"Id": "j", "SyncToken": "0", "TxnDate": str(day), "Line": lines}


#: What happens in the first month beside 300 spent, and what that month then spent and received.
CASES: dict[str, tuple[dict[str, list[Record]], str, str]] = {
    "nothing else": ({}, "300.00", "0.00"),
    "a purchase": ({"Purchase": [spend("x", SOME, 40.0)]}, "340.00", "0.00"),
    "a purchase on the last day": ({"Purchase": [spend("x", LAST, 40.0)]}, "340.00", "0.00"),
    "a refund": ({"Purchase": [spend("x", SOME, 40.0, Credit=True)]}, "300.00", "40.00"),
    "sales": ({"Deposit": [deposit("x", SOME, 90.0)]}, "300.00", "90.00"),
    "a cheque for a bill": ({"BillPayment": [pay("x", SOME, 80.0, "1")]}, "380.00", "0.00"),
    "a customer's payment": ({"Payment": [collect("x", SOME, 80.0, "1")]}, "300.00", "80.00"),
    "to savings and back": (
        {"Transfer": [transfer("x", SOME, 250.0, BANK, SAVINGS), transfer("y", SOME, 100.0, SAVINGS, BANK)]},
        "300.00",
        "0.00",
    ),
    "a purchase by card": ({"Purchase": [spend("x", SOME, 40.0, of=CARD)]}, "300.00", "0.00"),
    "paying the card": ({"Transfer": [transfer("x", SOME, 250.0, BANK, CARD)]}, "550.00", "0.00"),
    "a loan paid in by deposit": ({"Deposit": [deposit("x", SOME, 5000.0, of=LOAN)]}, "300.00", "0.00"),
    "a loan paid in by transfer": ({"Transfer": [transfer("x", SOME, 5000.0, LOAN, BANK)]}, "300.00", "0.00"),
    "a loan paid in by an entry": ({"JournalEntry": [_entry(SOME, BANK, LOAN, 5000.0)]}, "300.00", "0.00"),
    "a loan's repayment": ({"Purchase": [spend("x", SOME, 400.0, on=LOAN)]}, "300.00", "0.00"),
    "a loan's repayment with interest": (
        {"Purchase": [{**spend("x", SOME, 500.0), "Line": _lines((LOAN, 400.0), (SPENT, 100.0))}]},
        "400.00",
        "0.00",
    ),
    "the owner's draw": ({"Purchase": [spend("x", SOME, 900.0, on=EQUITY)]}, "300.00", "0.00"),
    "what the owner puts in": ({"Deposit": [deposit("x", SOME, 900.0, of=EQUITY)]}, "300.00", "0.00"),
    "into undeposited funds": (
        {"Payment": [{**collect("x", SOME, 80.0, "1"), "DepositToAccountRef": {"value": FUNDS}}]},
        "300.00",
        "0.00",
    ),
    "a voided purchase": (
        {"Purchase": [{**spend("x", SOME, 0.0, PrivateNote="Voided - dear"), "Line": _lines((SPENT, 40.0))}]},
        "300.00",
        "0.00",
    ),
    "a purchase after the window": (
        {"Purchase": [spend("x", END + timedelta(days=1), 40.0)]}, "300.00", "0.00"
    ),
}  # fmt: skip


@pytest.fixture
async def till(served: Served) -> Till:
    """300 spent in each month of the window, by direct purchase."""
    result = await open_till(served, accounts=ACCOUNTS)
    months = [START, *((START + timedelta(days=days)).replace(day=1) for days in (32, 62))]
    spent = [spend(f"m{n}", month + timedelta(days=n), 300.0) for n, month in enumerate(months)]
    await result.load(Purchase=[spend("before", START - timedelta(days=9), 7.0), *spent])
    return result


async def first_month(till: Till) -> tuple[str, str]:
    fields = "burn { months { startDate cashIn { amount } cashOut { amount } } }"
    month = (await till.runway(fields))["burn"]["months"][0]
    assert month["startDate"] == str(START)
    return month["cashOut"]["amount"], month["cashIn"]["amount"]


@pytest.mark.parametrize("case", CASES)
async def test_what_counts_as_burn(till: Till, case: str) -> None:
    records, out, came = CASES[case]
    await till.load(**records)
    assert await first_month(till) == (out, came)


async def test_what_is_deleted_moved_nothing(till: Till) -> None:
    await till.load(Purchase=[spend("x", SOME, 40.0)])
    assert await first_month(till) == ("340.00", "0.00")
    await till.load(Purchase=[{"Id": "x", "status": "Deleted"}])
    assert await first_month(till) == ("300.00", "0.00")


FLOWS = "cash { amount } flows { nodes { date amount { amount } dateBasis item { id } } }"


async def flows(till: Till) -> tuple[str, list[tuple[str, str, str]]]:
    result: Any = await till.runway(FLOWS)
    results = [
        (flow["date"], flow["amount"]["amount"], flow["dateBasis"]) for flow in result["flows"]["nodes"]
    ]
    return result["cash"]["amount"], results


async def test_a_payment_with_a_date_to_come_has_not_happened_yet(served: Served) -> None:
    # The source took the 500 off the balance of the account, and of the bill, when it was entered.
    till = await open_till(served, balance=500.0)
    await till.load(
        Bill=[owed("1", within(40), 500.0, Balance=0)], BillPayment=[pay("p", within(6), 500.0, "1")]
    )
    cash, message = await flows(till)
    assert cash == "1000.00"
    ((day, amount, basis),) = message
    assert (amount, basis) == ("-500.00", "SCHEDULED")
    # At a weekend it leaves before; never on the due date.
    assert str(within(4)) <= day <= str(within(6))


async def test_so_it_is_with_a_customers(served: Served) -> None:
    till = await open_till(served, balance=1080.0)
    await till.load(
        Invoice=[claim("1", within(40), 80.0, Balance=0)], Payment=[collect("p", within(6), 80.0, "1")]
    )
    cash, message = await flows(till)
    assert cash == "1000.00"
    ((_, amount, basis),) = message
    assert (amount, basis) == ("80.00", "SCHEDULED")


@pytest.mark.parametrize("gone", ["voided", "deleted"])
async def test_a_bill_that_is_gone_is_no_flow(served: Served, gone: str) -> None:
    till = await open_till(served)
    await till.load(Bill=[owed("1", within(10), 500.0)])
    assert len((await flows(till))[1]) == 1
    voided = owed("1", within(10), 0.0, SyncToken="1", PrivateNote="Voided")
    await till.load(Bill=[voided if gone == "voided" else {"Id": "1", "status": "Deleted"}])
    assert (await flows(till))[1] == []


@pytest.mark.parametrize("gone", ["voided", "deleted"])
async def test_a_payment_to_come_that_is_gone_schedules_nothing(served: Served, gone: str) -> None:
    till = await open_till(served)
    await till.load(Bill=[owed("1", within(40), 500.0)], BillPayment=[pay("p", within(6), 500.0, "1")])
    voided = {**pay("p", within(6), 0.0), "SyncToken": "1", "PrivateNote": "Voided"}
    await till.load(BillPayment=[voided if gone == "voided" else {"Id": "p", "status": "Deleted"}])
    cash, ((_, amount, basis),) = await flows(till)
    assert (cash, amount, basis) == ("1000.00", "-500.00", "DUE")


async def test_what_is_left_after_a_part_was_paid_is_what_counts(served: Served) -> None:
    till = await open_till(served)
    await till.load(
        Bill=[owed("1", within(40), 500.0, Balance=120.5)], BillPayment=[pay("p", within(-6), 379.5, "1")]
    )
    _, ((_, amount, basis),) = await flows(till)
    assert (amount, basis) == ("-120.50", "DUE")


async def test_a_cheque_that_is_dated_ahead_leaves_on_its_day_and_of_a_past_day_was_not_known(
    served: Served,
) -> None:
    # The source took the 300 off the balance of the account when it was entered; the bank pays them then.
    till = await open_till(served, balance=700.0)
    await till.load(Purchase=[spend("first", within(-30), 1.0), spend("c", within(6), 300.0)])
    assert await flows(till) == ("1000.00", [(str(within(6)), "-300.00", "SCHEDULED")])
    past: Any = await till.runway("cash { amount } flows { nodes { date } }", within(-10))
    assert past["flows"]["nodes"] == []
    assert (await till.runway("cash { amount }", within(-10)))["cash"]["amount"] == "1000.00"
    console = (await till.ask("{ decisionConsole { cash { amount } } }"))["decisionConsole"]
    assert console["cash"]["amount"] == "1000.00"
