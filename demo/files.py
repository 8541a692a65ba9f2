"""Writes an invented company as a folder of QuickBooks query responses."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import orjson

from demo.companies.profile import Profile
from demo.trading.documents import Document, Record
from demo.trading.lists import lists
from demo.trading.shapes import stamp
from demo.world import books

PAGE = 1_000
LISTS = MappingProxyType(
    {
        "CompanyInfo": "company_info",
        "Preferences": "preferences",
        "Account": "accounts",
        "Term": "terms",
        "Vendor": "vendors",
        "Customer": "customers",
    }
)
TRANSACTIONS = MappingProxyType(
    {
        "Bill": "bills",
        "BillPayment": "bill_payments",
        "VendorCredit": "vendor_credits",
        "Invoice": "invoices",
        "Payment": "payments",
        "CreditMemo": "credit_memos",
        "SalesReceipt": "sales_receipts",
        "RefundReceipt": "refund_receipts",
        "Purchase": "purchases",
        "CreditCardPaymentTxn": "credit_card_payments",
        "Deposit": "deposits",
        "Transfer": "transfers",
        "JournalEntry": "journal_entries",
    }
)


def write(profile: Profile, today: date, folder: Path) -> None:
    """Write the company's books as of today (its local date) into the folder, which is made if absent.

    A list is one file (`vendors.json`), transactions are pages of at most 1,000 records (`bills-1.json`).
    The same day gives the same bytes. Files of other names are left alone. OSError when it cannot write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = books(profile, today)
    # Of the whole day: the same day gives the same bytes, and an import takes now for what is yet to come.
    time = stamp(profile, today + timedelta(days=1))
    for entity, records in lists(profile, state.balances, today).items():
        _write_page(folder / f"{LISTS[entity]}.json", entity, records, 1, time)
    for entity, name in TRANSACTIONS.items():
        for number, page in enumerate(_pages(_of(entity, state.documents)), 1):
            _write_page(folder / f"{name}-{number}.json", entity, page, (number - 1) * PAGE + 1, time)


def _of(entity: str, documents: Sequence[Document]) -> list[Record]:
    mine = [document.data for document in documents if document.entity == entity]
    return sorted(mine, key=lambda record: int(str(record["Id"])))


def _pages(records: list[Record]) -> Iterator[list[Record]]:
    return (records[start : start + PAGE] for start in range(0, len(records), PAGE))


def _write_page(path: Path, entity: str, records: list[Record], start: int, time: str) -> None:
    answer = {entity: records, "startPosition": start, "maxResults": len(records)}
    # A float writes a decimal of a few digits exactly as it reads: 103.55 stays 103.55.
    path.write_bytes(orjson.dumps({"QueryResponse": answer, "time": time}, default=float))
