"""Money that moved on accounts that the books do not hold makes burn unknown, where it may have been cash."""

from datetime import timedelta
from typing import Any

import pytest

from orchestrators.calculations.runway.burn import window
from tests.clock import today
from tests.records import account
from tests.schema.runway.till import (
    BANK,
    CARD,
    Record,
    Till,
    collect,
    deposit,
    open_till,
    pay,
    spend,
    transfer,
)
from tests.serving import Served

#: Accounts that no list brings; LOST is a bank account that was closed, MASTER a card.
LOST, MASTER, RENT = "36", "47", "61"
START, END = window(today())
DAY = START + timedelta(days=9)
CARD_ACCOUNT = account(CARD, 0.0, Name="Visa", AccountType="Credit Card", AccountSubType="CreditCard")
PAYABLE = account("33", 0.0, Name="A/P", AccountType="Accounts Payable", AccountSubType="AccountsPayable")
CLAIMS = account(
    "84", 0.0, Name="A/R", AccountType="Accounts Receivable", AccountSubType="AccountsReceivable"
)
SHOWN = """
  average { state unknownReason } burn { unknownReason } doubt
  assumptions { unknownAccounts { id name } missingDocuments { entity count } cardsNeverPaid { name } }
"""


async def _till(served: Served, **records: Any) -> Till:
    till = await open_till(served, balance=40_000, accounts=[CARD_ACCOUNT, PAYABLE, CLAIMS])
    # From before the window until its last day: silence at an edge would be no known month.
    old = [spend("old", START - timedelta(days=2), 1.0), spend("new", END, 1.0)]
    old.append({**spend("back", END, 1.0), "Credit": True})
    await till.load(Purchase=[*old, *records.pop("Purchase", [])], **records)
    return till


def _card_payment(of: str, to: str, amount: float = 800, source_id: str = "c") -> Record:
    refs = {"BankAccountRef": {"value": of}, "CreditCardAccountRef": {"value": to}}
    return {"Id": source_id, "SyncToken": "0", "TxnDate": str(DAY), "Amount": amount, **refs}


def _entry(debit: str, credit: str, amount: float = 500) -> Record:
    lines = [
        {"Amount": amount, "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": on}}}
        for side, on in (("Debit", debit), ("Credit", credit))
    ]
    return {"Id": "j", "SyncToken": "0", "TxnDate": str(DAY), "Line": lines}


def _refund(on: str, of: str) -> Record:
    return {**spend("r", DAY, 50, of=on, on=of), "Credit": True}


def _lines(*parts: tuple[str, float]) -> list[Record]:
    return [
        {"Amount": amount, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": on}}}
        for on, amount in parts
    ]


def _deposit(*parts: tuple[str, float]) -> Record:
    lines = [{"Amount": amount, "DepositLineDetail": {"AccountRef": {"value": of}}} for of, amount in parts]
    return {**deposit("d", DAY, sum(amount for _, amount in parts)), "Line": lines}


CARD_BILL_PAYMENT = {
    **pay("p", DAY, 90),
    "CheckPayment": None,
    "CreditCardPayment": {"CCAccountRef": {"value": CARD}},
}
RECEIPT = {"Id": "s", "SyncToken": "0", "TxnDate": str(DAY), "TotalAmt": 70}

#: Documents that may have moved cash on an account that nobody knows.
MAY_BE_CASH: dict[str, dict[str, Record]] = {
    "spent from it": {"Purchase": spend("1", DAY, 100, of=LOST)},
    "spent from it, into the known bank": {"Purchase": spend("1", DAY, 100, of=LOST, on=BANK)},
    "spent from it, off the known card": {"Purchase": spend("1", DAY, 100, of=LOST, on=CARD)},
    "moved from it": {"Transfer": transfer("1", DAY, 100, LOST, BANK)},
    "moved to it": {"Transfer": transfer("1", DAY, 100, BANK, LOST)},
    "moved from it to a card": {"Transfer": transfer("1", DAY, 100, LOST, CARD)},
    "paid a card from it": {"CreditCardPaymentTxn": _card_payment(LOST, CARD)},
    "paid a bill from it": {
        "BillPayment": {**pay("1", DAY, 9), "CheckPayment": {"BankAccountRef": {"value": LOST}}}
    },
    "received on it": {"Payment": {**collect("1", DAY, 9), "DepositToAccountRef": {"value": LOST}}},
    "sold into it": {"SalesReceipt": {**RECEIPT, "DepositToAccountRef": {"value": LOST}}},
    "refunded from it": {"RefundReceipt": {**RECEIPT, "DepositToAccountRef": {"value": LOST}}},
    "deposited into it": {"Deposit": deposit("1", DAY, 88, to=LOST)},
    "an entry with the bank, from it": {"JournalEntry": _entry(BANK, LOST)},
    "an entry with the bank, to it": {"JournalEntry": _entry(LOST, BANK)},
    "an entry that paid what was owed": {"JournalEntry": _entry("33", LOST)},
    "an entry between two that nobody knows": {"JournalEntry": _entry("62", LOST)},
}
#: Documents whose unknown account only says what for, or where from.
IS_NO_CASH: dict[str, dict[str, Record]] = {
    "spent by the bank": {"Purchase": spend("1", DAY, 100, on=RENT)},
    "spent by card": {"Purchase": spend("1", DAY, 100, of=CARD, on=RENT)},
    "spent by the bank, with a discount": {
        "Purchase": {**spend("1", DAY, 90), "Line": _lines((RENT, 100.0), ("62", -10.0))}
    },
    "given back to the card": {"Purchase": _refund(CARD, RENT)},
    "given back to the bank": {"Purchase": _refund(BANK, RENT)},
    "deposited into the bank": {"Deposit": _deposit(("79", 100.0))},
    "deposited into the bank less a fee": {"Deposit": _deposit(("79", 100.0), (RENT, -3.0))},
    "the bank paid an unknown card": {"CreditCardPaymentTxn": _card_payment(BANK, MASTER)},
    "a bill by card": {"BillPayment": CARD_BILL_PAYMENT},
    "an entry of what is owed": {"JournalEntry": _entry(RENT, "33")},
    "an entry by card": {"JournalEntry": _entry(RENT, CARD)},
    "an entry of what is claimed": {"JournalEntry": _entry("84", "79")},
}


def _listed(records: dict[str, Record]) -> dict[str, list[Record]]:
    return {entity: [record] for entity, record in records.items()}


@pytest.mark.parametrize("name", MAY_BE_CASH)
async def test_burn_is_unknown_and_the_account_is_named(served: Served, name: str) -> None:
    till = await _till(served, **_listed(MAY_BE_CASH[name]))
    shown = await till.runway(SHOWN)
    assert shown["burn"]["unknownReason"] == "UNKNOWN_ACCOUNT"
    assert shown["average"] == {"state": "UNKNOWN", "unknownReason": "UNKNOWN_ACCOUNT"}
    assert shown["doubt"] == "UNKNOWN_ACCOUNT"
    assert f"Account {LOST}" in [item["name"] for item in shown["assumptions"]["unknownAccounts"]]


@pytest.mark.parametrize("name", IS_NO_CASH)
async def test_burn_is_known_where_the_account_was_not_cash(served: Served, name: str) -> None:
    till = await _till(served, **_listed(IS_NO_CASH[name]))
    shown = await till.runway(SHOWN)
    assert (shown["burn"]["unknownReason"], shown["doubt"]) == (None, None)
    assert shown["assumptions"]["unknownAccounts"] == []


async def test_a_card_that_is_paid_as_a_card_is_no_bank(served: Served) -> None:
    bought = spend("1", DAY, 100, of=MASTER, on=RENT)
    till = await _till(served, Purchase=[bought])
    assert (await till.runway(SHOWN))["burn"]["unknownReason"] == "UNKNOWN_ACCOUNT"
    await till.load(CreditCardPaymentTxn=[_card_payment(BANK, MASTER)])
    assert (await till.runway(SHOWN))["burn"]["unknownReason"] is None


async def test_what_moved_outside_of_the_window_is_not_burns(served: Served) -> None:
    days = (START - timedelta(days=1), END + timedelta(days=1))
    lost = [spend(str(n), day, 100, of=LOST) for n, day in enumerate(days)]
    till = await _till(served, Purchase=lost)
    assert (await till.runway(SHOWN))["burn"]["unknownReason"] is None


async def test_burn_is_known_when_the_account_comes(served: Served) -> None:
    months = [spend(str(n), DAY + timedelta(days=31 * n), 12_000, of=LOST) for n in range(3)]
    till = await _till(
        served, Purchase=months, Deposit=[deposit("d", START - timedelta(days=3), 88_000, to=LOST)]
    )
    shown = await till.runway(SHOWN)
    assert [item["name"] for item in shown["assumptions"]["unknownAccounts"]] == [f"Account {LOST}"]
    await till.load(Account=[account(LOST, 0.0, Active=False)])
    shown = await till.runway("burn { unknownReason net { mean { amount } } } average { state }")
    assert shown["burn"] == {"unknownReason": None, "net": {"mean": {"amount": "12000.00"}}}
    assert shown["average"]["state"] == "FINITE"


async def test_documents_that_payments_settle_and_that_never_came_are_counted(served: Served) -> None:
    payments = [collect("1", DAY, 30, "801", "802"), collect("2", DAY, 30, "802")]
    till = await _till(served, Payment=payments, BillPayment=[pay("1", DAY, 10, "900")])
    shown = await till.runway(SHOWN)
    assert shown["assumptions"]["missingDocuments"] == [
        {"entity": "Bill", "count": 1},
        {"entity": "Invoice", "count": 2},
    ]


async def test_a_card_that_is_charged_and_never_paid_is_named(served: Served) -> None:
    till = await _till(served, Purchase=[spend("1", DAY, 100, of=CARD), _refund(CARD, RENT)])
    assert (await till.runway(SHOWN))["assumptions"]["cardsNeverPaid"] == [{"name": "Visa"}]
    await till.load(Purchase=[spend("9", DAY, 50, of=BANK, on=CARD)])
    assert (await till.runway(SHOWN))["assumptions"]["cardsNeverPaid"] == []


@pytest.mark.parametrize("entity", ["Transfer", "CreditCardPaymentTxn"])
async def test_a_card_that_is_paid_is_not(served: Served, entity: str) -> None:
    paid = {"Transfer": transfer("9", DAY, 50, BANK, CARD), "CreditCardPaymentTxn": _card_payment(BANK, CARD)}
    till = await _till(served, Purchase=[spend("1", DAY, 100, of=CARD)], **{entity: [paid[entity]]})
    assert (await till.runway(SHOWN))["assumptions"]["cardsNeverPaid"] == []
