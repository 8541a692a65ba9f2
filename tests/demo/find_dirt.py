"""Finds what is wrong in the books of a demo company, in the plainest way."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Set
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from tests.demo.read_books import (
    BILL_OR_INVOICE,
    PAYABLES,
    RECEIVABLES,
    Books,
    Row,
    get,
    issued,
    lines,
    links,
    money,
    records,
    voided,
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a record is compared with: all records, and the kinds and ids that payments use up."""

    books: Books
    used: Set[tuple[str, str]]


Check: TypeAlias = Callable[[Row, Beside], bool]
FLAWS: dict[str, tuple[tuple[str, ...], Check]] = {
    "missing vendor": (("Bill",), lambda row, _: "VendorRef" not in row),
    "missing customer": (("Invoice",), lambda row, _: "CustomerRef" not in row),
    "missing due date": (BILL_OR_INVOICE, lambda row, _: not row.keys() & {"DueDate", "SalesTermRef"}),
    "missing amount": (BILL_OR_INVOICE, lambda row, _: not row.keys() & {"TotalAmt", "Balance"}),
    "missing issue date": (BILL_OR_INVOICE, lambda row, _: "TxnDate" not in row),
    "zero amount": (("Bill",), lambda row, _: "TotalAmt" in row and not row["TotalAmt"]),
    "negative": (BILL_OR_INVOICE, lambda row, _: money(row, "TotalAmt") == money(row, "Balance") < 0),
    "due before issue": (BILL_OR_INVOICE, lambda row, _: "" < get(row, "DueDate") < get(row, "TxnDate")),
    "balance above total": (
        BILL_OR_INVOICE,
        lambda row, _: "TotalAmt" in row and money(row, "Balance") > money(row, "TotalAmt"),
    ),
    "orphan": (
        ("Bill",),
        lambda row, beside: (
            "VendorRef" in row and get(row, "VendorRef", "value") not in beside.books["Vendor"]
        ),
    ),
    "inactive vendor": (
        ("Bill",),
        lambda row, _: get(row, "VendorRef", "name").endswith("(deleted)") and money(row, "Balance") > 0,
    ),
    "uncategorised": (("Bill",), lambda row, _: "Uncategorized Expense" in json.dumps(row, default=str)),
    "unapplied payment": (("Payment",), lambda row, _: money(row, "UnappliedAmt") > 0 and "Line" not in row),
    "overpayment": (("Payment",), lambda row, _: money(row, "UnappliedAmt") > 0 and "Line" in row),
    "unapplied bill payment": (("BillPayment",), lambda row, _: "Line" not in row),
    "unapplied credit memo": (("CreditMemo",), lambda row, _: money(row, "RemainingCredit") > 0),
    "unapplied vendor credit": (
        ("VendorCredit",),
        lambda row, beside: ("VendorCredit", row["Id"]) not in beside.used,
    ),
    "cheque onto payables": (
        ("Purchase",),
        lambda row, beside: (
            posted(row, "AccountBasedExpenseLineDetail", PAYABLES) and ("Check", row["Id"]) not in beside.used
        ),
    ),
    "deposit onto receivables": (
        ("Deposit",),
        lambda row, beside: (
            posted(row, "DepositLineDetail", RECEIVABLES) and ("Deposit", row["Id"]) not in beside.used
        ),
    ),
}


def posted(row: Row, detail: str, account: str) -> bool:
    """Whether a line is about the account."""
    return any(get(line, detail, "AccountRef", "value") == account for line in lines(row))


def flawed(books: Books) -> dict[str, list[Row]]:
    """The records with something wrong in themselves, by what it is."""
    payments = records(books, "BillPayment", "Payment")
    beside = Beside(books, {link[:2] for payment in payments for link in links(payment)})
    result: dict[str, list[Row]] = defaultdict(list)
    for flaw, (entities, check) in FLAWS.items():
        result[flaw] = [row for row in records(books, *entities) if not voided(row) and check(row, beside)]
    return result


def plain(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())


LOOKALIKES = {
    "exact",
    "other amount",
    "twin vendor",
    "number transposed",
    "number missing",
    "bill and expense",
}


def likeness(one: Row, other: Row) -> str:
    """Why two bills look like one, or an empty text."""
    numbers = (plain(get(one, "DocNumber")), plain(get(other, "DocNumber")))
    vendors = (get(one, "VendorRef", "name"), get(other, "VendorRef", "name"))
    amounts = (get(one, "TotalAmt"), get(other, "TotalAmt"))
    apart = abs(issued(one) - issued(other)).days
    if numbers[0] == numbers[1] and vendors[0] == vendors[1]:
        return "exact" if amounts[0] == amounts[1] else "other amount"
    if amounts[0] != amounts[1] or apart > 7:
        return ""
    if vendors[0] != vendors[1]:
        return "twin vendor" if numbers[0] == numbers[1] else ""
    return "number transposed" if sorted(numbers[0]) == sorted(numbers[1]) else "number missing"


def lookalikes(books: Books) -> dict[str, list[Row]]:
    """Pairs of bills, and of a bill and a purchase, by why they look like one."""
    result: dict[str, list[Row]] = defaultdict(list)
    bills = [row for row in books["Bill"].values() if money(row, "Balance") > 0]
    purchases = {(get(row, "EntityRef", "value"), row["TotalAmt"]): row for row in books["Purchase"].values()}
    for one, other in combinations(bills, 2):
        if why := likeness(one, other):
            result[why].append(max(one, other, key=issued))
    for bill in bills:
        spent = purchases.get((get(bill, "VendorRef", "value"), bill.get("TotalAmt")))
        if spent and abs(issued(spent) - issued(bill)).days <= 7:
            result["bill and expense"].append(bill)
    return result


def open_and_clean(books: Books) -> list[Row]:
    dirty = {id(row) for rows in (flawed(books) | lookalikes(books)).values() for row in rows}
    return [
        row for row in records(books, *BILL_OR_INVOICE) if money(row, "Balance") > 0 and id(row) not in dirty
    ]
