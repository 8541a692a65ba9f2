"""Books of a chosen size, made of QuickBooks records and imported as a user's would be."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.records import account, bill, customer, invoice, vendor
from tests.world import World

VENDORS = 500
TODAY = datetime.now(UTC).date()


def records(documents: int, still_open: int, without_due_date: int = 0) -> dict[str, list[Any]]:
    """So many bills, the first of them open, the first of those without a due date."""
    return {
        "Vendor": [vendor(str(number), f"Vendor {number}") for number in range(VENDORS)],
        "Bill": [
            _bill(number, number < still_open, number < without_due_date) for number in range(documents)
        ],
    }


def _bill(number: int, is_open: bool, dateless: bool) -> dict[str, Any]:
    amount = float(number % 977 + 1)
    issued = TODAY - timedelta(days=number % 300)
    return bill(
        str(number),
        VendorRef={"value": str(number % VENDORS)},
        TxnDate=str(issued),
        DueDate=None if dateless else str(issued + timedelta(days=30)),
        TotalAmt=amount,
        Balance=amount if is_open else 0.0,
    )


async def business_with(world: World, name: str, made: dict[str, list[Any]]) -> UUID:
    """A business that holds these records."""
    business_id = await world.business(name)
    await world.load(business_id, made)
    return business_id


def trade(documents: int, still_open: int) -> dict[str, list[Any]]:
    """Two years of bills and invoices in turn, paid but for the last ones, and a payroll: so many in all."""
    pairs = (documents - still_open) // 2
    numbers = range(pairs + still_open)
    made: dict[str, list[Any]] = {
        "Account": [account("1", 900_000.0)],
        "Vendor": [vendor(str(number), f"Vendor {number}") for number in range(VENDORS)],
        "Customer": [customer(str(number), f"Customer {number}") for number in range(VENDORS)],
        "Purchase": [_payroll(number) for number in range(50)],
    } | {entity: [] for entity in ("Bill", "Invoice", "BillPayment", "Payment")}
    for number in numbers:
        is_open, is_bill = number >= pairs, number % 2 == 0
        age = (number - pairs) % 40 if is_open else 40 + (number * 690) // pairs
        made["Bill" if is_bill else "Invoice"].append(_item(number, is_bill, is_open, age))
        if not is_open:
            made["BillPayment" if is_bill else "Payment"].append(_payment(number, is_bill, age))
    return made


def _amount(number: int) -> float:
    return float(number % 977 + 1)


def _item(number: int, is_bill: bool, is_open: bool, age: int) -> dict[str, Any]:
    issued = TODAY - timedelta(days=age)
    dates = {"TxnDate": str(issued), "DueDate": str(issued + timedelta(days=30))}
    party = {"value": str(number % VENDORS)}
    amounts = {"TotalAmt": _amount(number), "Balance": _amount(number) if is_open else 0.0}
    if is_bill:
        return bill(str(number), VendorRef=party, **dates, **amounts)
    return invoice(str(number), CustomerRef=party, **dates, **amounts)


def _payment(number: int, is_bill: bool, age: int) -> dict[str, Any]:
    paid = TODAY - timedelta(days=max(0, age - 25 - number % 15))
    linked = {"TxnId": str(number), "TxnType": "Bill" if is_bill else "Invoice"}
    common = {
        "Id": str(number),
        "SyncToken": "0",
        "TxnDate": str(paid),
        "TotalAmt": _amount(number),
        "Line": [{"Amount": _amount(number), "LinkedTxn": [linked]}],
    }
    party = {"value": str(number % VENDORS)}
    if is_bill:
        return {**common, "VendorRef": party, "CheckPayment": {"BankAccountRef": {"value": "1"}}}
    return {**common, "CustomerRef": party, "DepositToAccountRef": {"value": "1"}}


def _payroll(number: int) -> dict[str, Any]:
    return {
        "Id": str(number),
        "SyncToken": "0",
        "TxnDate": str(TODAY - timedelta(days=14 * number)),
        "AccountRef": {"value": "1"},
        "EntityRef": {"value": "1", "type": "Vendor"},
        "PaymentType": "Check",
        "TotalAmt": 12_000.0,
    }
