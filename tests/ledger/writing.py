"""How QuickBooks writes the entries of a ledger down, and its answers at a moment."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from tests.ledger.book import TYPES, Account, Book, Entry, Record

#: Of vendors' credits, journal entries and cheques only payments tell what is left; so does every third of
#: these.
TELLING_BALANCE = ("Bill", "Invoice", "CreditMemo")
PARTIES = {Account.PAYABLES: "Vendor", Account.RECEIVABLES: "Customer"}
USD, EUR = {"value": "USD"}, {"value": "EUR"}
ONE_OF_BOTH = (
    ("Vendor", {"Id": "1", "DisplayName": "Northwind"}),
    ("Customer", {"Id": "1", "DisplayName": "Acme"}),
)


def reference(account: Account) -> Record:
    """A reference to an account."""
    return {"value": account.value}


def link(entity: str, id_: str, amount: Decimal) -> Record:
    """A line of a payment."""
    return {"Amount": amount, "LinkedTxn": [{"TxnType": entity, "TxnId": id_}]}


#: A line of a deposit that brings a payment.
linked = link


def spent(on: Account, amount: Decimal) -> Record:
    """A line of a bill, a vendor's credit or a purchase."""
    return {"Amount": amount, "AccountBasedExpenseLineDetail": {"AccountRef": reference(on)}}


def posting(kind: str, account: Account, amount: Decimal) -> Record:
    """A line of a journal entry; on payables and receivables it names whom it is about."""
    detail: Record = {"PostingType": kind, "AccountRef": reference(account)}
    if account in PARTIES:
        detail["Entity"] = {"Type": PARTIES[account], "EntityRef": {"value": "1"}}
    return {"Amount": amount, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}


def writer(
    entry: Entry, body: Record, currency: Record | None, rate: Decimal
) -> Callable[[datetime], Record]:
    """The record as the source gives it at a moment: a payment raises the version of what it settles."""

    def write(moment: datetime) -> Record:
        record = {
            "Id": entry.id,
            "SyncToken": str(entry.version_at(moment)),
            "MetaData": {"CreateTime": entry.entered.isoformat()},
            "DocNumber": f"N-{entry.id}",
            "TxnDate": str(entry.day),
            **body,
        }
        if entry.entity in TELLING_BALANCE and int(entry.id) % 3:
            record["Balance"] = entry.open_at(moment)
        if currency:
            record["CurrencyRef"] = currency
        if currency == EUR:
            record["ExchangeRate"] = rate
        return record

    return write


def accounts(book: Book, moment: datetime, chart: Collection[Account] = TYPES) -> list[Record]:
    """The chart with its balances; no posting raises the version of an account."""
    return [
        {
            "Id": account.value,
            "SyncToken": "0",
            "Name": account.name.title(),
            "AccountType": kind,
            "AccountSubType": subkind,
            "Active": True,
            "CurrentBalance": book.balance(account, moment),
            **({"CurrencyRef": EUR} if account is Account.EURO else {}),
        }
        for account, (kind, subkind) in TYPES.items()
        if account in chart
    ]


def answers(
    book: Book,
    moment: datetime,
    random: Random,
    parties: Iterable[tuple[str, Record]] = ONE_OF_BOTH,
    chart: Collection[Account] = TYPES,
) -> list[Record]:
    """What the source answers at a moment, in pages of any size and order."""
    records = [(entry.entity, entry.write(moment)) for entry in book.entries if entry.entered <= moment]
    records += [("Account", record) for record in accounts(book, moment, chart)]
    records += parties
    random.shuffle(records)
    pages: list[Record] = []
    while records:
        size = random.randint(5, 60)
        page, records = records[:size], records[size:]
        answer: dict[str, list[Record]] = {}
        for entity, record in page:
            answer.setdefault(entity, []).append(record)
        time = (moment + timedelta(seconds=len(pages))).isoformat()
        pages.append({"QueryResponse": answer, "time": time})
    return pages
