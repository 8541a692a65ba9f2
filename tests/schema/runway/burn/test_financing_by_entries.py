"""Journal entries that pay bills, and what refunds vendors' credits, are financing as far as those are."""

from collections.abc import Sequence
from datetime import date

import pytest

from tests.records import account
from tests.schema.runway.burn.test_financing_by_bills import (
    CHARTED,
    FIRST,
    NEWEST,
    OLDEST,
    SECOND,
    START,
    billed,
    burned,
    settle,
)
from tests.schema.runway.till import BANK, CARD, EQUITY, LOAN, SPENT, Record, Till, open_till, spend
from tests.serving import Served

PAYABLE = "33"
CHART = [*CHARTED, account(PAYABLE, 0.0, Name="A/P", AccountType="Accounts Payable")]


def entry(source_id: str, day: date, **postings: Sequence[tuple[str, float]]) -> Record:
    """A journal entry; what is on the payable account names the vendor."""
    lines = []
    for side, parts in postings.items():
        for on, amount in parts:
            detail: Record = {"PostingType": side.title(), "AccountRef": {"value": on}}
            if on == PAYABLE:
                detail["Entity"] = {"Type": "Vendor", "EntityRef": {"value": "1"}}
            lines.append({"Amount": amount, "JournalEntryLineDetail": detail})
    return {"Id": source_id, "SyncToken": "0", "TxnDate": str(day), "Line": lines}


def refund(source_id: str, day: date, amount: float) -> Record:
    """A deposit of what the vendor pays back."""
    detail = {"AccountRef": {"value": PAYABLE}, "Entity": {"value": "1", "type": "VENDOR"}}
    line = {"Amount": amount, "DepositLineDetail": detail}
    same = {"Id": source_id, "SyncToken": "0", "TxnDate": str(day), "TotalAmt": amount, "Line": [line]}
    return {**same, "DepositToAccountRef": {"value": BANK}}


def credit(source_id: str, *parts: tuple[str, float]) -> Record:
    """A vendor's credit, used up."""
    return billed(source_id, *parts, TxnDate=str(START))


def used(*links: tuple[str, str, float]) -> Record:
    """A payment without money of its own."""
    return settle("z", SECOND, 0.0, *links)


BOTH = billed("1", (LOAN, 900.0), (SPENT, 100.0))
PAID = entry("j", FIRST, credit=[(BANK, 1000.0)], debit=[(PAYABLE, 1000.0)])
BY_ENTRY = used(("Bill", "1", 1000.0), ("JournalEntry", "j", 1000.0))
REFUNDED = used(("VendorCredit", "c", 200.0), ("Deposit", "d", 200.0))

#: What is imported, and what came in and went out in the first month.
CASES: dict[str, tuple[dict[str, list[Record]], tuple[str, str]]] = {
    "a bill that an entry pays": (
        {"Bill": [BOTH], "JournalEntry": [PAID], "BillPayment": [BY_ENTRY]}, ("0.00", "100.00")
    ),
    "no financing": (
        {"Bill": [billed("1", (SPENT, 1000.0))], "JournalEntry": [PAID], "BillPayment": [BY_ENTRY]},
        ("0.00", "1000.00"),
    ),
    "an entry with more in it": (
        {
            "Bill": [BOTH],
            "JournalEntry": [
                entry("j", FIRST, credit=[(BANK, 1050.0)], debit=[(PAYABLE, 1000.0), (SPENT, 50.0)])
            ],
            "BillPayment": [BY_ENTRY],
        },
        ("0.00", "150.00"),
    ),
    # 600 of 1,000 by bank: 60 of the interest. The card counts when it is paid.
    "a card paid a part of it": (
        {
            "Bill": [BOTH],
            "JournalEntry": [
                entry("j", FIRST, credit=[(BANK, 600.0), (CARD, 400.0)], debit=[(PAYABLE, 1000.0)])
            ],
            "BillPayment": [BY_ENTRY],
        },
        ("0.00", "60.00"),
    ),
    "the owner paid a part of the principal": (
        {
            "Bill": [billed("1", (LOAN, 1000.0))],
            "JournalEntry": [
                entry("j", FIRST, credit=[(BANK, 600.0), (EQUITY, 400.0)], debit=[(PAYABLE, 1000.0)])
            ],
            "BillPayment": [BY_ENTRY],
        },
        ("0.00", "0.00"),
    ),
    "a credit on the loan, refunded": (
        {
            "VendorCredit": [credit("c", (LOAN, 200.0))],
            "Deposit": [refund("d", FIRST, 200.0)],
            "BillPayment": [REFUNDED],
        },
        ("0.00", "0.00"),
    ),
    "any other credit, refunded": (
        {
            "VendorCredit": [credit("c", (SPENT, 200.0))],
            "Deposit": [refund("d", FIRST, 200.0)],
            "BillPayment": [REFUNDED],
        },
        ("200.00", "0.00"),
    ),
    "a credit on both, refunded": (
        {
            "VendorCredit": [credit("c", (LOAN, 150.0), (SPENT, 50.0))],
            "Deposit": [refund("d", FIRST, 200.0)],
            "BillPayment": [REFUNDED],
        },
        ("50.00", "0.00"),
    ),
    "two credits, refunded at once": (
        {
            "VendorCredit": [credit("c", (LOAN, 200.0)), credit("e", (SPENT, 100.0))],
            "Deposit": [refund("d", FIRST, 150.0), refund("f", FIRST, 150.0)],
            "BillPayment": [
                used(
                    ("VendorCredit", "c", 200.0),
                    ("VendorCredit", "e", 100.0),
                    ("Deposit", "d", 150.0),
                    ("Deposit", "f", 150.0),
                )
            ],
        },
        ("100.00", "0.00"),
    ),
    "a credit on the loan that an entry refunds": (
        {
            "VendorCredit": [credit("c", (LOAN, 200.0))],
            "JournalEntry": [entry("j", FIRST, debit=[(BANK, 200.0)], credit=[(PAYABLE, 200.0)])],
            "BillPayment": [used(("VendorCredit", "c", 200.0), ("JournalEntry", "j", 200.0))],
        },
        ("0.00", "0.00"),
    ),
}  # fmt: skip


async def first_month(till: Till) -> tuple[str, str]:
    """What came in and went out in the first month of the window."""
    fields = "burn { unknownReason months { cashIn { amount } cashOut { amount } } }"
    burn = (await till.runway(fields))["burn"]
    assert burn["unknownReason"] is None
    first, *later = [(month["cashIn"]["amount"], month["cashOut"]["amount"]) for month in burn["months"]]
    assert later == [("0.00", "0.00")] * 2
    return first


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("is_reversed", [False, True], ids=["in order", "reversed"])
async def test_entries_and_refunds_are_financing_as_far_as_their_bills_are(
    served: Served, case: str, is_reversed: bool
) -> None:
    records, expected = CASES[case]
    till = await open_till(served, accounts=CHART)
    await till.load(Purchase=[OLDEST, NEWEST])
    for entity, items in reversed(records.items()) if is_reversed else records.items():
        await till.load(**{entity: items})
    assert await first_month(till) == expected


async def test_an_entry_that_is_gone_paid_nothing(served: Served) -> None:
    till = await open_till(served, accounts=CHART)
    # Of a window in which nothing at all moved, nothing would be known.
    spent = [OLDEST, NEWEST, spend("inside", START, 1.0)]
    await till.load(Purchase=spent, Bill=[BOTH], JournalEntry=[PAID], BillPayment=[BY_ENTRY])
    await till.load(JournalEntry=[{"Id": "j", "status": "Deleted"}])
    assert await burned(till) == ["1.00", "0.00", "0.00"]
