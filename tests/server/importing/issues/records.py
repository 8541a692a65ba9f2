"""Records in which checks find something, beside the sound ones that all tests share."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.clock import today, within
from tests.records import account, bill

Records = Mapping[str, list[Any]]

NET_30 = {"Id": "3", "SyncToken": "0", "Name": "Net 30", "DueDays": 30}
THE_15TH = {"Id": "4", "SyncToken": "0", "Name": "Due 15th", "DayOfMonthDue": 15, "DueNextMonthDays": 5}
CHECKING, EXPENSES = account("35"), account("60", 0, Name="Office", AccountType="Expense")
UNCATEGORISED = account("61", 0, Name="Uncategorized Expense", AccountType="Expense")
GBP: Mapping[str, Any] = {"CurrencyRef": {"value": "GBP"}}
ASKED = account("62", 0, Name="Ask My Accountant", AccountType="Other Expense")


def line(amount: float = 120.0, account_id: str | None = "60", **changes: Any) -> dict[str, Any]:
    detail = {} if account_id is None else {"AccountRef": {"value": account_id}}
    kind = "AccountBasedExpenseLineDetail"
    return {"Amount": amount, "DetailType": kind, kind: detail, **changes}


def cheque(source_id: str = "c", days: int = -1, amount: float = 120.0, **changes: Any) -> dict[str, Any]:
    """A cheque to the vendor, straight onto an expense."""
    return {
        "Id": source_id,
        "SyncToken": "0",
        "DocNumber": "1055",
        "TxnDate": str(within(days)),
        "AccountRef": {"value": "35"},
        "EntityRef": {"value": "1", "type": "Vendor"},
        "TotalAmt": amount,
        "Line": [line(amount)],
        **changes,
    }


def paid(**changes: Any) -> dict[str, Any]:
    """A bill of today that is settled."""
    return bill("10", TxnDate=str(today()), DueDate=str(within(30)), Balance=0, **changes)


def due_after(days: int, **changes: Any) -> dict[str, Any]:
    """An open bill of the first of November that is due so many days later."""
    issued = today().replace(day=1)
    return bill("10", TxnDate=str(issued), DueDate=str(issued + timedelta(days)), **changes)


def termed(reference: str = "3") -> dict[str, Any]:
    return {"SalesTermRef": {"value": reference}}


def credit(kind: str, **changes: Any) -> dict[str, Any]:
    party = {"VendorRef" if kind == "VendorCredit" else "CustomerRef": {"value": "1"}}
    return {
        "Id": "90",
        "SyncToken": "0",
        "TxnDate": str(within(-3)),
        "TotalAmt": 50.0,
        "Balance": 50.0,
        **party,
        **changes,
    }
