"""Journal entries, cheques, deposits and payments that bear on payables and receivables, as records."""

from datetime import timedelta
from typing import Any

from tests.clock import today
from tests.records import USD, account, customer, vendor
from tests.schema.runway.till import BANK, Record, Till, open_till
from tests.serving import Served

TODAY = today()
PAYABLES, RECEIVABLES, SPENT = "33", "84", "60"
LEDGER = [
    account(PAYABLES, 0, AccountType="Accounts Payable", AccountSubType="AccountsPayable"),
    account(RECEIVABLES, 0, AccountType="Accounts Receivable", AccountSubType="AccountsReceivable"),
    account(SPENT, 0, AccountType="Expense", AccountSubType="SuppliesMaterials"),
]
#: How a journal entry names whom a posting is for, and on which account.
SIDES = {"payables": ("Vendor", PAYABLES), "receivables": ("Customer", RECEIVABLES)}


async def till_of_two(served: Served) -> Till:
    """A till with these accounts, and two vendors and two customers."""
    made = await open_till(served, accounts=LEDGER)
    await made.load(
        Vendor=[vendor(), vendor("2", "Other Supplies")], Customer=[customer(), customer("2", "Stranger")]
    )
    return made


def ago(days: int) -> str:
    return str(TODAY - timedelta(days))


def document(source_id: str, days: int, **changes: Any) -> Record:
    return {"Id": source_id, "SyncToken": "0", "TxnDate": ago(days), "CurrencyRef": USD, **changes}


def link(amount: float, entity: str, source_id: str) -> Record:
    return {"Amount": amount, "LinkedTxn": [{"TxnType": entity, "TxnId": source_id}]}


def posting(amount: float, account_id: str, entity: tuple[str, str] | None = None) -> Record:
    """A line of a journal entry: a debit, or a credit if negative."""
    detail: Record = {"PostingType": "Debit" if amount > 0 else "Credit", "AccountRef": {"value": account_id}}
    if entity is not None:
        detail["Entity"] = {"Type": entity[0], "EntityRef": {"value": entity[1]}}
    return {"Amount": abs(amount), "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}


def entry(source_id: str, days: int, *lines: Record) -> Record:
    return document(source_id, days, Line=list(lines))


def owing(side: str, source_id: str, days: int, amount: float, party: str = "1") -> Record:
    """A journal entry by which the vendor is owed that, or the customer owes it; a credit if negative."""
    kind, account_id = SIDES[side]
    sign = -1 if side == "payables" else 1
    return entry(
        source_id,
        days,
        posting(sign * amount, account_id, (kind, party)),
        posting(-sign * amount, SPENT),
    )


def cheque(source_id: str, days: int, amount: float, on: str, kind: str = "Vendor") -> Record:
    line = {"Amount": amount, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": on}}}
    whom = {"value": "1", "type": kind}
    return document(source_id, days, TotalAmt=amount, AccountRef={"value": BANK}, EntityRef=whom, Line=[line])


def deposit_for(source_id: str, days: int, amount: float, on: str, kind: str) -> Record:
    detail = {"AccountRef": {"value": on}, "Entity": {"value": "1", "type": kind}}
    line = {"Amount": amount, "DepositLineDetail": detail}
    return document(source_id, days, TotalAmt=amount, DepositToAccountRef={"value": BANK}, Line=[line])


def settles(source_id: str, days: int, amount: float, *links: Record, whom: str = "VendorRef") -> Record:
    into = "DepositToAccountRef" if whom == "CustomerRef" else "CheckPayment"
    bank: Record = {"value": BANK} if whom == "CustomerRef" else {"BankAccountRef": {"value": BANK}}
    more = {into: bank, whom: {"value": "1"}, "Line": list(links)}
    return document(source_id, days, TotalAmt=amount, **more)
