"""Books of a trade of any size: bills and invoices, paid but for the newest, and a payroll."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.records import account, bill, customer, invoice, vendor

#: Vendors, and customers, of a large trade; a small one has one for each ten documents.
PARTIES = 500


def trade(documents: int, still_open: int, today: date) -> dict[str, list[Any]]:
    """Two years of bills and invoices in turn, paid but for the last ones, and a payroll: so many in all."""
    pairs = (documents - still_open) // 2
    parties = min(PARTIES, documents // 10)
    made: dict[str, list[Any]] = {
        "Account": [account("1", 900_000.0)],
        "Vendor": [vendor(str(number), f"Vendor {number}") for number in range(parties)],
        "Customer": [customer(str(number), f"Customer {number}") for number in range(parties)],
        "Purchase": [_payroll(number, today) for number in range(50)],
    } | {entity: [] for entity in ("Bill", "Invoice", "BillPayment", "Payment")}
    for number in range(pairs + still_open):
        is_open = number >= pairs
        age = (number - pairs) % 40 if is_open else 40 + (number * 690) // pairs
        deal = _Deal(number, number % parties, today - timedelta(days=age))
        made["Bill" if deal.is_bill else "Invoice"].append(deal.item(is_open))
        if not is_open:
            paid = today - timedelta(days=max(0, age - 25 - number % 15))
            made["BillPayment" if deal.is_bill else "Payment"].append(deal.payment(paid))
    return made


@dataclass(frozen=True, slots=True)
class _Deal:
    """A bill or an invoice, and what pays it."""

    number: int
    party: int
    issued: date

    @property
    def is_bill(self) -> bool:
        """Every other one is."""
        return self.number % 2 == 0

    @property
    def amount(self) -> float:
        """What is owed."""
        return float(self.number % 977 + 1)

    def item(self, is_open: bool) -> dict[str, Any]:
        """The document."""
        due = self.issued + timedelta(days=30)
        amounts = {"TotalAmt": self.amount, "Balance": self.amount if is_open else 0.0}
        fields = {"TxnDate": str(self.issued), "DueDate": str(due), **amounts}
        party = {"value": str(self.party)}
        if self.is_bill:
            return bill(str(self.number), VendorRef=party, **fields)
        return invoice(str(self.number), CustomerRef=party, **fields)

    def payment(self, paid: date) -> dict[str, Any]:
        """What pays all of it."""
        linked = {"TxnId": str(self.number), "TxnType": "Bill" if self.is_bill else "Invoice"}
        common = {
            "Id": str(self.number),
            "SyncToken": "0",
            "TxnDate": str(paid),
            "TotalAmt": self.amount,
            "Line": [{"Amount": self.amount, "LinkedTxn": [linked]}],
        }
        party = {"value": str(self.party)}
        if self.is_bill:
            return {**common, "VendorRef": party, "CheckPayment": {"BankAccountRef": {"value": "1"}}}
        return {**common, "CustomerRef": party, "DepositToAccountRef": {"value": "1"}}


def _payroll(number: int, today: date) -> dict[str, Any]:
    return {
        "Id": str(number),
        "SyncToken": "0",
        "TxnDate": str(today - timedelta(days=14 * number)),
        "AccountRef": {"value": "1"},
        "EntityRef": {"value": "1", "type": "Vendor"},
        "PaymentType": "Check",
        "TotalAmt": 12_000.0,
    }
