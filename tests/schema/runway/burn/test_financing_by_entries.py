"""A bill that a journal entry paid is financing as one that a cheque paid: by the bill's lines."""

from tests.records import account
from tests.schema.runway.burn.test_financing_by_bills import (
    CHARTED,
    FIRST,
    NEWEST,
    OLDEST,
    billed,
    burned,
    settle,
)
from tests.schema.runway.till import BANK, LOAN, SPENT, open_till
from tests.serving import Served

PAYABLE = account("33", 0.0, Name="A/P", AccountType="Accounts Payable", AccountSubType="AccountsPayable")


async def test_the_principal_of_a_bill_that_an_entry_paid_is_no_burn(served: Served) -> None:
    till = await open_till(served, accounts=[*CHARTED, PAYABLE])
    vendor = {"Entity": {"Type": "Vendor", "EntityRef": {"value": "1"}}}
    lines = [
        {
            "Amount": 1000.0,
            "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": on}, **more},
        }
        for side, on, more in (("Credit", BANK, {}), ("Debit", "33", vendor))
    ]
    entry = {"Id": "j", "SyncToken": "0", "TxnDate": str(FIRST), "Line": lines}
    await till.load(
        Purchase=[OLDEST, NEWEST],
        Bill=[billed("1", (LOAN, 900.0), (SPENT, 100.0))],
        JournalEntry=[entry],
        BillPayment=[settle("p", FIRST, 0.0, ("Bill", "1", 1000.0), ("JournalEntry", "j", 1000.0))],
    )
    assert await burned(till) == ["100.00", "0.00", "0.00"]
