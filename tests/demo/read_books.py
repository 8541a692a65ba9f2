"""Reads a demo company back from its files, knowing nothing of how it was made."""

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeAlias

from demo.companies import COMPANIES
from demo.companies.profile import Profile
from demo.files import write

DAYS = (date(2026, 2, 28), date(2026, 7, 1), date(2027, 1, 1), date(2028, 2, 29))
BILL_OR_INVOICE = ("Bill", "Invoice")
Row: TypeAlias = dict[str, object]
Books: TypeAlias = dict[str, dict[str, Row]]
#: An account, and what was posted there: positive is a debit.
Posting: TypeAlias = tuple[str, Decimal]
CHECKING, UNDEPOSITED, RECEIVABLES, PAYABLES = "35", "4", "84", "33"


def read(profile: Profile, today: date) -> Books:
    """Every record by entity and id, from the files alone, which are written and read once for all tests."""
    return _read(profile.seed, today)


@cache
def _read(seed: str, today: date) -> Books:
    (profile,) = (profile for profile in COMPANIES if profile.seed == seed)
    with tempfile.TemporaryDirectory() as folder:
        write(profile, today, Path(folder))
        return _books(Path(folder))


def _books(folder: Path) -> Books:
    books: Books = defaultdict(dict)
    for path in sorted(folder.iterdir()):
        answer = json.loads(path.read_text("utf-8"), parse_float=Decimal)["QueryResponse"]
        (entity,) = answer.keys() - {"startPosition", "maxResults"}
        assert len(answer[entity]) == answer["maxResults"] <= 1_000
        for row in answer[entity]:
            assert row["Id"] not in books[entity]
            books[entity][row["Id"]] = row
    return books


def records(books: Books, *entities: str) -> list[Row]:
    """The records of some entities."""
    return [row for entity in entities for row in books.get(entity, {}).values()]


def get(row: object, *path: str) -> str:
    """A text deep in a record, or an empty one."""
    for key in path:
        row = row.get(key) if isinstance(row, dict) else None
    return "" if row is None else str(row)


def money(row: Row, key: str) -> Decimal:
    return Decimal(get(row, key) or 0)


def lines(row: Row) -> list[Row]:
    result = row.get("Line", [])
    assert isinstance(result, list)
    return result


def linked(row: Row) -> list[Row]:
    """The transactions that a record or a line names."""
    result = row.get("LinkedTxn", [])
    assert isinstance(result, list)
    return result


def links(row: Row) -> Iterator[tuple[str, str, Decimal]]:
    """What a payment's or deposit's lines settle: kind, id, amount."""
    for line in lines(row):
        for link in linked(line):
            yield get(link, "TxnType"), get(link, "TxnId"), money(line, "Amount")


def issued(row: Row) -> date:
    return date.fromisoformat(get(row, "MetaData", "CreateTime")[:10])


def movements(books: Books, account: str) -> Iterator[Decimal]:
    """What each document did to an account in the company's currency, read as a book-keeper would."""
    for entity, post in POSTINGS.items():
        for row in records(books, entity):
            rate = Decimal(get(row, "ExchangeRate") or 1)
            yield from (amount * rate for number, amount in post(row) if number == account)


def _charged(row: Row) -> Iterator[Posting]:
    side = {"VendorRef": ("APAccountRef", -1), "CustomerRef": ("ARAccountRef", 1)}
    control, sign = side["CustomerRef" if "ARAccountRef" in row else "VendorRef"]
    # The first line stands for the total where that is missing.
    yield get(row, control, "value"), sign * (money(row, "TotalAmt") or money(lines(row)[0], "Amount"))
    for line in lines(row):
        cost = get(line, "AccountBasedExpenseLineDetail", "AccountRef", "value")
        yield cost, -sign * money(line, "Amount")


def _credited(row: Row) -> Iterator[Posting]:
    yield from ((number, -amount) for number, amount in _charged(row))


def _bill_paid(row: Row) -> Iterator[Posting]:
    bank = get(row, "CheckPayment", "BankAccountRef", "value")
    yield bank or get(row, "CreditCardPayment", "CCAccountRef", "value"), -money(row, "TotalAmt")
    yield PAYABLES, money(row, "TotalAmt")


def _received(row: Row) -> Iterator[Posting]:
    yield get(row, "DepositToAccountRef", "value") or UNDEPOSITED, money(row, "TotalAmt")


def _collected(row: Row) -> Iterator[Posting]:
    yield from _received(row)
    yield RECEIVABLES, -money(row, "TotalAmt")


def _repaid(row: Row) -> Iterator[Posting]:
    yield from ((number, -amount) for number, amount in _received(row))


def _deposited(row: Row) -> Iterator[Posting]:
    yield from _received(row)
    for line in lines(row):
        source = UNDEPOSITED if linked(line) else get(line, "DepositLineDetail", "AccountRef", "value")
        yield source, -money(line, "Amount")


def _spent(row: Row) -> Iterator[Posting]:
    sign = -1 if row["Credit"] else 1
    yield get(row, "AccountRef", "value"), -sign * money(row, "TotalAmt")
    for line in lines(row):
        yield get(line, "AccountBasedExpenseLineDetail", "AccountRef", "value"), sign * money(line, "Amount")


def _moved(source: str, target: str) -> Callable[[Row], Iterator[Posting]]:
    def post(row: Row) -> Iterator[Posting]:
        yield get(row, source, "value"), -money(row, "Amount")
        yield get(row, target, "value"), money(row, "Amount")

    return post


def _posted(row: Row) -> Iterator[Posting]:
    for line in lines(row):
        detail = line["JournalEntryLineDetail"]
        sign = 1 if get(detail, "PostingType") == "Debit" else -1
        yield get(detail, "AccountRef", "value"), sign * money(line, "Amount")


POSTINGS: Mapping[str, Callable[[Row], Iterator[Posting]]] = {
    **dict.fromkeys(BILL_OR_INVOICE, _charged),
    **dict.fromkeys(("VendorCredit", "CreditMemo"), _credited),
    "BillPayment": _bill_paid,
    "Payment": _collected,
    "SalesReceipt": _received,
    "RefundReceipt": _repaid,
    "Deposit": _deposited,
    "Purchase": _spent,
    "Transfer": _moved("FromAccountRef", "ToAccountRef"),
    "CreditCardPaymentTxn": _moved("BankAccountRef", "CreditCardAccountRef"),
    "JournalEntry": _posted,
}


def voided(row: Row) -> bool:
    return get(row, "PrivateNote").startswith("Voided")
