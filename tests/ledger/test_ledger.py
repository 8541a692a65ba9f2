"""Books of every kind of entry, imported in any order and any pieces, say what the ledger knows."""

import json
import os
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from db.directory import user_id_of
from orchestrators.hygiene.examine import ExaminationOrchestrator
from orchestrators.hygiene.reexamined import Reexamined
from tests.ledger.book import BANKS, CASH, Account, Book
from tests.ledger.drawing import TODAY
from tests.ledger.to_come import TO_COME, told_to_come, true_to_come
from tests.ledger.trading import Trading
from tests.ledger.writing import answers
from tests.serving import Served
from tests.world import OWNER

#: How many books are made; CI makes a thousand.
BOOKS = int(os.environ.get("LEDGER_BOOKS", "24"))
CHUNK = max(1, BOOKS // 12)

NOTHING = {"amount": "0.00"}

QUERY = (
    TO_COME
    + """
query ($past: Date!) {
  runway {
    ...ToCome
    cash { amount }
    burn { unknownReason months { startDate cashIn { amount } cashOut { amount } } }
    assumptions { accounts { name balance { amount } unexplained { amount } } unknownAccounts { name } }
  }
  past: runway(asOf: $past) { assumptions { accounts { name balance { amount } } } }
  payables { total { amount } }
  receivables { total { amount } }
  pastPayables: payables(asOf: $past) { total { amount } }
  pastReceivables: receivables(asOf: $past) { total { amount } }
  bills(first: 100, filter: { state: { eq: OPEN } }) { nodes { documentNumber openBalance { amount } } }
  invoices(first: 100, filter: { state: { eq: OPEN } }) { nodes { documentNumber openBalance { amount } } }
}
"""
)


@pytest.mark.parametrize("first", range(0, BOOKS, CHUNK))
async def test_books_say_what_the_ledger_knows(served: Served, tmp_path: Path, first: int) -> None:
    async with served.world.at(TODAY):
        for seed in range(first, min(first + CHUNK, BOOKS)):
            trading, random = Trading(seed), Random(seed)
            book = trading.book
            business = await served.world.business(f"Ledger {seed}")
            await _import(served, business, book, random, tmp_path / str(seed))
            past = TODAY.date() - timedelta(days=random.randint(1, 120))
            reply = await served.api.ask(QUERY, user=OWNER, business=business, variables={"past": str(past)})
            told, true = _told(reply.data), _true(trading, past)
            assert told == true, f"book {seed} as of {past}"
            assert await _scanned(served, business) == Reexamined(), f"book {seed}"


async def _scanned(served: Served, business: UUID) -> Reexamined:
    """What a scan of all documents changes among the issues that the imports left."""
    async with served.world.books.writing(user_id_of(OWNER), business) as (books, caller):
        return await ExaminationOrchestrator(books).scan(business, caller, OWNER)


async def _import(served: Served, business: UUID, book: Book, random: Random, folder: Path) -> None:
    """Two or three syncs; the pages of each, and the syncs themselves, come in any order."""
    days = sorted(random.sample(range(1, 140), random.randint(1, 2)), reverse=True)
    pages = [page for day in [*days, 0] for page in answers(book, TODAY - timedelta(days=day), random)]
    random.shuffle(pages)
    pieces = random.randint(1, min(4, len(pages)))
    for piece in range(pieces):
        part = folder / str(piece)
        part.mkdir(parents=True)
        for number, page in enumerate(pages[piece::pieces]):
            (part / f"{number}.json").write_text(json.dumps(page, default=float))
        imported = await served.world.import_path(business, part)
        assert imported.rejected == ()


def _told(data: Any) -> dict[str, object]:
    assumptions = data["runway"]["assumptions"]
    assert [item for item in assumptions["accounts"] if item["unexplained"] not in (None, NOTHING)] == []
    assert assumptions["unknownAccounts"] == []
    assert data["runway"]["burn"]["unknownReason"] is None
    return {
        "cash": Decimal(data["runway"]["cash"]["amount"]),
        "to come": told_to_come(data["runway"]),
        "burn": {
            month["startDate"]: (Decimal(month["cashIn"]["amount"]), Decimal(month["cashOut"]["amount"]))
            for month in data["runway"]["burn"]["months"]
        },
        "accounts": _balances(data["runway"]),
        "past": _balances(data["past"]),
        "payables": Decimal(data["payables"]["total"]["amount"]),
        "receivables": Decimal(data["receivables"]["total"]["amount"]),
        "past payables": Decimal(data["pastPayables"]["total"]["amount"]),
        "past receivables": Decimal(data["pastReceivables"]["total"]["amount"]),
        "bills": _open(data["bills"]),
        "invoices": _open(data["invoices"]),
    }


def _true(trading: Trading, past: date) -> dict[str, object]:
    book, today = trading.book, TODAY.date()
    balances = {account: book.balance_on(account, today) for account in CASH}
    cash = balances[Account.CHECKING] + balances[Account.SAVINGS] + balances[Account.EURO] * book.rate
    months = [(date(2026, month, 1), date(2026, month, monthrange(2026, month)[1])) for month in (8, 9, 10)]
    return {
        "cash": _cents(cash),
        "to come": true_to_come(trading),
        "burn": {str(start): tuple(map(_cents, book.burn(start, end))) for start, end in months},
        "accounts": {account.name.title(): _cents(amount) for account, amount in balances.items()},
        "past": {account.name.title(): _cents(book.balance_on(account, past)) for account in CASH},
        "payables": _cents(-book.home_balance(Account.PAYABLES, today)),
        "receivables": _cents(book.home_balance(Account.RECEIVABLES, today)),
        "past payables": _cents(-book.home_balance(Account.PAYABLES, past)),
        "past receivables": _cents(book.home_balance(Account.RECEIVABLES, past)),
        "bills": {f"N-{entry.id}": _cents(entry.open_at(TODAY)) for entry in book.open("Bill", TODAY)},
        "invoices": {f"N-{entry.id}": _cents(entry.open_at(TODAY)) for entry in book.open("Invoice", TODAY)},
    }


def _balances(runway: Any) -> dict[str, Decimal]:
    return {
        account["name"]: Decimal(account["balance"]["amount"])
        for account in runway["assumptions"]["accounts"]
    }


def _open(page: Any) -> dict[str, Decimal]:
    return {item["documentNumber"]: Decimal(item["openBalance"]["amount"]) for item in page["nodes"]}


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


def test_the_banks_of_the_ledger_are_cash() -> None:
    assert set(BANKS) < set(CASH)
