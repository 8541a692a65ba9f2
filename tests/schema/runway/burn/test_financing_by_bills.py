"""What payments pay of loans, equity and the owner's money through bills is no burn, whatever came first."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from orchestrators.calculations.runway.burn import window
from tests.clock import today
from tests.records import account
from tests.schema.runway.till import CARD, EQUITY, LOAN, SPENT, Record, Till, open_till, pay, spend
from tests.serving import Served

START = window(today())[0]
#: Days in the first, the second and the third month of the window.
FIRST, SECOND, THIRD = (START.replace(day=8) + timedelta(days=days) for days in (0, 31, 62))
EUR = {"value": "EUR"}
CHARTED = [
    account(CARD, 0.0, Name="Card", AccountType="Credit Card", AccountSubType="CreditCard"),
    account(LOAN, 0.0, Name="Loan", AccountType="Other Current Liability", AccountSubType="LoanPayable"),
    account(EQUITY, 0.0, Name="Equity", AccountType="Equity", AccountSubType="OwnersEquity"),
    account(SPENT, None, Name="Interest", AccountType="Expense", AccountSubType="InterestPaid"),  # type: ignore[arg-type]  # Expenses have no balance.
]
#: The books reach from before the window until after it.
OLDEST = spend("oldest", START - timedelta(days=9), 1.0, on="70")
NEWEST = spend("newest", today(), 1.0, on="70")


def billed(source_id: str, *parts: tuple[str, float], paid: float | None = None, **changes: Any) -> Record:
    """A bill with its lines by account; settled unless told how much of it is paid."""
    total = sum(amount for _, amount in parts)
    lines = [
        {"Amount": amount, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": on}}}
        for on, amount in parts
    ]
    left = 0.0 if paid is None else total - paid
    told = {"TxnDate": str(START - timedelta(days=3)), "DueDate": str(THIRD), "TotalAmt": total}
    same = {"Id": source_id, "SyncToken": "0", "VendorRef": {"value": "1"}, "Balance": left, "Line": lines}
    return {**same, **told, **changes}


def settle(source_id: str, day: date, money: float, *links: tuple[str, str, float], **changes: Any) -> Record:
    """A payment with what it gives to, or takes from, each document."""
    lines = [{"Amount": part, "LinkedTxn": [{"TxnType": kind, "TxnId": id_}]} for kind, id_, part in links]
    return {**pay(source_id, day, money), "Line": lines, **changes}


async def burned(till: Till) -> list[str]:
    """Cash out of each month of the window, when nothing came in."""
    fields = "burn { unknownReason months { cashIn { amount } cashOut { amount } } }"
    burn = (await till.runway(fields))["burn"]
    assert burn["unknownReason"] is None
    assert {month["cashIn"]["amount"] for month in burn["months"]} == {"0.00"}
    return [month["cashOut"]["amount"] for month in burn["months"]]


@pytest.fixture
async def till(served: Served) -> Till:
    result = await open_till(served, accounts=CHARTED)
    await result.load(Purchase=[OLDEST, NEWEST])
    return result


PRINCIPAL, BOTH = billed("1", (LOAN, 1000.0)), billed("1", (LOAN, 900.0), (SPENT, 100.0))
OF_AN_ITEM = {"Amount": 100.0, "ItemBasedExpenseLineDetail": {"ItemRef": {"value": "5"}}}
CARD_PAYS = {"CheckPayment": None, "CreditCardPayment": {"CCAccountRef": {"value": CARD}}}
CREDIT = {"Id": "c", "SyncToken": "0", "VendorRef": {"value": "1"}, "TotalAmt": 200.0, "Balance": 0}


def credit(on: str) -> Record:
    line = {"Amount": 200.0, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": on}}}
    return {**CREDIT, "TxnDate": str(START), "Line": [line]}


#: What is imported, and what each month then burned.
CASES: dict[str, tuple[dict[str, list[Record]], Sequence[str]]] = {
    "no financing": (
        {"Bill": [billed("1", (SPENT, 1000.0))], "BillPayment": [pay("p", FIRST, 1000.0, "1")]},
        ("1000.00", "0.00", "0.00"),
    ),
    "principal only": (
        {"Bill": [PRINCIPAL], "BillPayment": [pay("p", FIRST, 1000.0, "1")]}, ("0.00", "0.00", "0.00")
    ),
    "the owner's draw": (
        {"Bill": [billed("1", (EQUITY, 70.0))], "BillPayment": [pay("p", FIRST, 70.0, "1")]},
        ("0.00", "0.00", "0.00"),
    ),
    "principal and interest": (
        {"Bill": [BOTH], "BillPayment": [pay("p", FIRST, 1000.0, "1")]}, ("100.00", "0.00", "0.00")
    ),
    "principal in two lines": (
        {
            "Bill": [billed("1", (LOAN, 500.0), (LOAN, 400.0), (SPENT, 100.0))],
            "BillPayment": [pay("p", FIRST, 1000.0, "1")],
        },
        ("100.00", "0.00", "0.00"),
    ),
    "a line of items names no account": (
        {
            "Bill": [{**BOTH, "Line": [BOTH["Line"][0], OF_AN_ITEM]}],
            "BillPayment": [pay("p", FIRST, 1000.0, "1")],
        },
        ("100.00", "0.00", "0.00"),
    ),
    "tax beside the lines": (
        {"Bill": [{**BOTH, "TotalAmt": 1020.0}], "BillPayment": [pay("p", FIRST, 1020.0, "1")]},
        ("120.00", "0.00", "0.00"),
    ),
    "part paid": (
        {
            "Bill": [billed("1", (LOAN, 900.0), (SPENT, 100.0), paid=300.0)],
            "BillPayment": [pay("p", FIRST, 300.0, "1")],
        },
        ("30.00", "0.00", "0.00"),
    ),
    # 100 / 3 a month, in the fourth place behind the point: 33.3333, 33.3334 and 33.3333.
    "three payments that do not divide": (
        {
            "Bill": [billed("1", (LOAN, 100.0), (SPENT, 200.0))],
            "BillPayment": [
                pay(f"p{n}", day, 100.0, "1") for n, day in enumerate((FIRST, SECOND, THIRD))
            ],
        },
        ("66.67", "66.67", "66.67"),
    ),
    "two payments": (
        {
            "Bill": [BOTH],
            "BillPayment": [pay("p", FIRST, 400.0, "1"), pay("q", SECOND, 600.0, "1")],
        },
        ("40.00", "60.00", "0.00"),
    ),
    "more payments than the bill is worth": (
        {
            "Bill": [PRINCIPAL],
            "BillPayment": [
                pay(f"p{n}", day, amount, "1")
                for n, (day, amount) in enumerate(((FIRST, 600.0), (SECOND, 600.0), (THIRD, 50.0)))
            ],
        },
        ("0.00", "200.00", "50.00"),
    ),
    "one payment for three bills": (
        {
            "Bill": [PRINCIPAL, billed("2", (LOAN, 50.0), (SPENT, 250.0)), billed("3", (SPENT, 7.0))],
            "BillPayment": [
                settle("p", FIRST, 1307.0, ("Bill", "1", 1000.0), ("Bill", "2", 300.0), ("Bill", "3", 7.0))
            ],
        },
        ("257.00", "0.00", "0.00"),
    ),
    "a payment with something left over": (
        {"Bill": [BOTH], "BillPayment": [settle("p", FIRST, 1250.0, ("Bill", "1", 1000.0))]},
        ("350.00", "0.00", "0.00"),
    ),
    "a credit in the payment settles a share of everything": (
        {
            "Bill": [BOTH],
            "VendorCredit": [credit(SPENT)],
            "BillPayment": [
                settle("p", FIRST, 800.0, ("Bill", "1", 1000.0), ("VendorCredit", "c", 200.0))
            ],
        },
        ("80.00", "0.00", "0.00"),
    ),
    "so does one that is applied by itself": (
        {
            "Bill": [BOTH],
            "VendorCredit": [credit(SPENT)],
            "BillPayment": [
                settle("z", FIRST, 0.0, ("Bill", "1", 200.0), ("VendorCredit", "c", 200.0)),
                pay("p", SECOND, 800.0, "1"),
            ],
        },
        ("0.00", "80.00", "0.00"),
    ),
    "a credit on the loan settles principal": (
        {
            "Bill": [BOTH],
            "VendorCredit": [credit(LOAN)],
            "BillPayment": [
                settle("p", FIRST, 800.0, ("Bill", "1", 1000.0), ("VendorCredit", "c", 200.0))
            ],
        },
        ("100.00", "0.00", "0.00"),
    ),
    "a payment that came before its bill": (
        {
            "Bill": [BOTH],
            "BillPayment": [
                settle("p", FIRST, 1000.0),
                settle("z", SECOND, 0.0, ("Bill", "1", 1000.0), ("BillPayment", "p", 1000.0)),
            ],
        },
        ("100.00", "0.00", "0.00"),
    ),
    "a part by card": (
        {
            "Bill": [BOTH],
            "BillPayment": [
                pay("p", FIRST, 600.0, "1") | CARD_PAYS,
                pay("q", SECOND, 400.0, "1"),
            ],
        },
        ("0.00", "40.00", "0.00"),
    ),
    "a voided bill": (
        {
            "Bill": [{**BOTH, "TotalAmt": 0, "PrivateNote": "Voided"}],
            "BillPayment": [settle("p", FIRST, 1000.0)],
        },
        ("1000.00", "0.00", "0.00"),
    ),
    "a voided payment beside the one that counts": (
        {
            "Bill": [BOTH],
            "BillPayment": [
                {**pay("v", FIRST, 0.0, "1"), "PrivateNote": "Voided"},
                pay("p", SECOND, 1000.0, "1"),
            ],
        },
        ("0.00", "100.00", "0.00"),
    ),
    # 900 x 1.1 of the loan; what the payment's own rate makes of it beside is a loss on exchange.
    "a foreign bill": (
        {
            "Bill": [{**BOTH, "CurrencyRef": EUR, "ExchangeRate": 1.1}],
            "BillPayment": [pay("p", FIRST, 1000.0, "1") | {"CurrencyRef": EUR, "ExchangeRate": 1.2}],
        },
        ("210.00", "0.00", "0.00"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
async def test_what_is_paid_of_financing_is_no_burn(till: Till, case: str) -> None:
    records, expected = CASES[case]
    await till.load(**records)
    assert await burned(till) == list(expected)


@pytest.mark.parametrize("case", CASES)
async def test_so_it_is_in_whatever_order_the_records_come(served: Served, case: str) -> None:
    records, expected = CASES[case]
    till = await open_till(served)
    for entity, items in reversed(records.items()):
        for item in reversed(items):
            await till.load(**{entity: [item]})
    await till.load(Purchase=[OLDEST, NEWEST], Account=CHARTED)
    assert await burned(till) == list(expected)


async def test_a_bill_that_is_corrected_corrects_what_its_payments_were_for(till: Till) -> None:
    await till.load(Bill=[PRINCIPAL], BillPayment=[pay("p", FIRST, 1000.0, "1")])
    assert await burned(till) == ["0.00"] * 3
    corrected = {**billed("1", (LOAN, 700.0), (SPENT, 300.0)), "SyncToken": "1"}
    await till.load(Bill=[corrected])
    assert await burned(till) == ["300.00", "0.00", "0.00"]
    await till.load(Bill=[{**billed("1", (SPENT, 1000.0)), "SyncToken": "2"}])
    assert await burned(till) == ["1000.00", "0.00", "0.00"]


async def test_an_account_that_turns_out_to_be_a_loan_is_one(till: Till) -> None:
    await till.load(Bill=[billed("1", (SPENT, 1000.0))], BillPayment=[pay("p", FIRST, 1000.0, "1")])
    assert await burned(till) == ["1000.00", "0.00", "0.00"]
    loan = {"SyncToken": "1", "AccountType": "Long Term Liability", "AccountSubType": "NotesPayable"}
    await till.load(Account=[account(SPENT, 0.0, **loan)])
    assert await burned(till) == ["0.00"] * 3


@pytest.mark.parametrize("gone", ["voided", "deleted"])
async def test_a_bill_that_is_gone_says_nothing_of_what_was_paid(till: Till, gone: str) -> None:
    await till.load(Bill=[PRINCIPAL], BillPayment=[pay("p", FIRST, 1000.0, "1")])
    voided = {**PRINCIPAL, "SyncToken": "1", "TotalAmt": 0, "PrivateNote": "Voided", "Line": []}
    await till.load(Bill=[voided if gone == "voided" else {"Id": "1", "status": "Deleted"}])
    assert await burned(till) == ["1000.00", "0.00", "0.00"]


async def test_a_payment_that_is_gone_paid_nothing(till: Till) -> None:
    await till.load(Bill=[PRINCIPAL], BillPayment=[pay("p", FIRST, 1000.0, "1")])
    instead = pay("q", SECOND, 1000.0, "1")
    await till.load(BillPayment=[{"Id": "p", "status": "Deleted"}, instead])
    assert await burned(till) == ["0.00"] * 3


async def test_without_the_rate_of_the_bill_nobody_knows_what_was_burned(till: Till) -> None:
    paid = pay("p", FIRST, 1000.0, "1") | {"CurrencyRef": EUR, "ExchangeRate": 1.2}
    await till.load(Bill=[{**BOTH, "CurrencyRef": EUR}], BillPayment=[paid])
    burn = (await till.runway("burn { unknownReason }"))["burn"]
    assert burn == {"unknownReason": "UNKNOWN_RATE"}


async def test_an_account_that_only_a_bill_names_casts_no_doubt(till: Till) -> None:
    await till.load(Bill=[billed("1", ("99", 80.0))], BillPayment=[pay("p", FIRST, 80.0, "1")])
    assert await burned(till) == ["80.00", "0.00", "0.00"]
    doubts = await till.runway("assumptions { unknownAccounts { name } }")
    assert doubts["assumptions"]["unknownAccounts"] == []
