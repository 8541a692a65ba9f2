"""Reads a demo company back from its files, knowing nothing of how it was made."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from demo.companies.profile import Profile
from demo.files import write

DAYS = (date(2026, 2, 28), date(2026, 7, 1), date(2027, 1, 1), date(2028, 2, 29))
BILL_OR_INVOICE = ("Bill", "Invoice")
Row: TypeAlias = dict[str, object]
Books: TypeAlias = dict[str, dict[str, Row]]


def read(profile: Profile, today: date, folder: Path) -> Books:
    """Every record by entity and id, from the files alone."""
    write(profile, today, folder)
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
    return [row for entity in entities for row in books[entity].values()]


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
    """What each document did to an account, read as a book-keeper would."""
    for row in books["BillPayment"].values():
        sources = (
            get(row, "CheckPayment", "BankAccountRef", "value"),
            get(row, "CreditCardPayment", "CCAccountRef", "value"),
        )
        yield from (-money(row, "TotalAmt") for source in sources if source == account)
    for row in books["Payment"].values():
        yield money(row, "TotalAmt") if get(row, "DepositToAccountRef", "value") == account else Decimal(0)
    for row in books["Deposit"].values():
        yield money(row, "TotalAmt") if get(row, "DepositToAccountRef", "value") == account else Decimal(0)
    for row in books["Purchase"].values():
        sign = 1 if row["Credit"] else -1
        yield sign * money(row, "TotalAmt") if get(row, "AccountRef", "value") == account else Decimal(0)
    for row in books["Transfer"].values():
        for key, sign in (("FromAccountRef", -1), ("ToAccountRef", 1)):
            yield sign * money(row, "Amount") if get(row, key, "value") == account else Decimal(0)
    for line in (line for row in books["JournalEntry"].values() for line in lines(row)):
        detail = line["JournalEntryLineDetail"]
        sign = 1 if get(detail, "PostingType") == "Debit" else -1
        yield sign * money(line, "Amount") if get(detail, "AccountRef", "value") == account else Decimal(0)


def voided(row: Row) -> bool:
    return get(row, "PrivateNote").startswith("Voided")
