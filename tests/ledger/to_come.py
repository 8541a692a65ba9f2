"""What the ledger says is to come: entries that are dated ahead, and what is open and no credit covers."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tests.ledger.book import BANKS, Account, Book, Entry
from tests.ledger.drawing import TODAY, Drawing
from tests.ledger.trading import Trading

SIDES = {"Bill": Account.PAYABLES, "Invoice": Account.RECEIVABLES}
NOTHING = Decimal(0)

FLOWS = "nodes { date amount { amount } source }"
#: No book has more flows of a source than a page holds.
TO_COME = f"""
fragment ToCome on Runway {{
  entered: flows(first: 100, source: ENTERED) {{ {FLOWS} }}
  dueBills: flows(first: 100, source: BILL) {{ {FLOWS} }}
  dueInvoices: flows(first: 100, source: INVOICE) {{ {FLOWS} }}
  overdue: flows(first: 100, source: OVERDUE) {{ {FLOWS} }}
  assumptions {{ awaitingDeposit {{ amount }} cardDebt {{ amount }} }}
}}
"""


def told_to_come(runway: Any) -> dict[str, object]:
    """What the forecast says of it: entries by day, and open bills and invoices in total."""
    days: defaultdict[str, Decimal] = defaultdict(Decimal)
    for node in runway["entered"]["nodes"]:
        days[node["date"]] += Decimal(node["amount"]["amount"])
    amounts = [
        Decimal(node["amount"]["amount"])
        for source in ("dueBills", "dueInvoices", "overdue")
        for node in runway[source]["nodes"]
    ]
    return {
        "entered": _moving(days),
        "Bill": -sum((amount for amount in amounts if amount < 0), NOTHING),
        "Invoice": sum((amount for amount in amounts if amount > 0), NOTHING),
        "waiting": Decimal(runway["assumptions"]["awaitingDeposit"]["amount"]),
        "card": Decimal(runway["assumptions"]["cardDebt"]["amount"]),
    }


def true_to_come(trading: Trading) -> dict[str, object]:
    """The same of the ledger; what waits, and what is entered ahead, are all that Undeposited Funds hold."""
    days: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in trading.book.entries:
        if entry.day > TODAY.date():
            days[str(entry.day)] += _cash(entry, trading)
    ahead = (entry for entry in trading.waiting if entry.day > TODAY.date())
    waiting = trading.book.home_balance(Account.UNDEPOSITED) - sum(map(_undeposited, ahead), NOTHING)
    beside: dict[str, object] = {
        "waiting": waiting,
        "card": max(-trading.book.home_balance(Account.CARD), NOTHING),
    }
    return {"entered": _moving(days)} | beside | {entity: _left(trading.book, entity) for entity in SIDES}


def _cash(entry: Entry, trading: Trading) -> Decimal:
    """What an entry moves on the banks; a customer's payment that no deposit brings is money itself."""
    waits = entry in trading.waiting
    counted = (*BANKS, Account.UNDEPOSITED) if waits else BANKS
    return sum((posting.home for posting in entry.postings if posting.account in counted), NOTHING)


def _undeposited(entry: Entry) -> Decimal:
    return sum((p.home for p in entry.postings if p.account is Account.UNDEPOSITED), NOTHING)


def _left(book: Book, entity: str) -> Decimal:
    """Of each currency what is open, but no more than is owed altogether: credits cover the rest."""
    total = NOTHING
    for foreign in (False, True):
        alike = [entry for entry in book.entries if Drawing.is_foreign(entry) == foreign]
        open_items = (entry.open_at(TODAY) for entry in alike if entry.entity == entity)
        is_open = sum(open_items, NOTHING) * (book.rate if foreign else 1)
        total += min(is_open, max(_owed(alike, SIDES[entity]), NOTHING))
    return total


def _owed(entries: Iterable[Entry], account: Account) -> Decimal:
    postings = (posting for entry in entries for posting in entry.postings)
    total = sum((posting.home for posting in postings if posting.account is account), NOTHING)
    return -total if account is Account.PAYABLES else total


def _moving(days: dict[str, Decimal]) -> dict[str, Decimal]:
    return {day: amount.quantize(Decimal("0.01")) for day, amount in days.items() if amount}
