"""How the source writes each kind of record down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from demo.companies.chart import Account, Currency
from demo.companies.profile import Profile
from demo.trading.documents import Record

CURRENCY_NAMES = {"USD": "United States Dollar", "CAD": "Canadian Dollar"}


def stamp(profile: Profile, day: date) -> str:
    """The day's first moment where the company is: a record of today is then never from the future."""
    return datetime.combine(day, time(), ZoneInfo(profile.time_zone)).isoformat()


def ref(number: int | str, name: str) -> Record:
    """A reference to another record."""
    return {"value": str(number), "name": name}


def account_ref(account: Account) -> Record:
    """A reference to an account."""
    return ref(account.id, account.name)


def currency(profile: Profile, foreign: Currency | None = None) -> Record:
    """The reference to the company's currency, or to a foreign one."""
    if foreign:
        return ref(foreign.code, foreign.name)
    return ref(profile.currency_code, CURRENCY_NAMES[profile.currency_code])


def head(profile: Profile, number: int, token: int, created: date, updated: date) -> Record:
    """What every record starts with."""
    return {
        "domain": "QBO",
        "sparse": False,
        "Id": str(number),
        "SyncToken": str(token),
        "MetaData": {"CreateTime": stamp(profile, created), "LastUpdatedTime": stamp(profile, updated)},
    }


@dataclass(frozen=True, slots=True)
class Slip:
    """Whose transaction it is, its id, its day, and the one on which it was entered where that is another."""

    profile: Profile
    id: int
    day: date
    entered: date | None = None


def document_head(slip: Slip, touched: Iterable[date] = (), foreign: Currency | None = None) -> Record:
    """What every transaction starts with; each day in `touched` is one change since it was entered."""
    days, entered = list(touched), slip.entered or slip.day
    data: Record = {
        **head(slip.profile, slip.id, len(days), entered, max([entered, *days])),
        "TxnDate": slip.day.isoformat(),
        "CurrencyRef": currency(slip.profile, foreign),
    }
    # A company of one currency has no rates.
    if slip.profile.is_multicurrency:
        data["ExchangeRate"] = foreign.rate if foreign else 1
    return data


def expense_line(account: Account, amount: Decimal, what: str, number: int = 1) -> Record:
    """A line of a bill, a vendor's credit or a purchase."""
    detail = {
        "AccountRef": account_ref(account),
        "BillableStatus": "NotBillable",
        "TaxCodeRef": {"value": "NON"},
    }
    return {
        "Id": str(number),
        "LineNum": number,
        "Description": what,
        "Amount": amount,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": detail,
    }


def sales_lines(account: Account, amount: Decimal, what: str) -> list[Record]:
    """The lines of an invoice or a credit memo: the last one repeats the amount."""
    detail = {
        "ItemRef": ref(1, what),
        "UnitPrice": amount,
        "Qty": 1,
        "ItemAccountRef": account_ref(account),
        "TaxCodeRef": {"value": "NON"},
    }
    line: Record = {
        "Id": "1",
        "LineNum": 1,
        "Description": what,
        "Amount": amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": detail,
    }
    return [line, {"Amount": amount, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}]


def linked(number: int, kind: str) -> Record:
    """A pointer to a transaction."""
    return {"TxnId": str(number), "TxnType": kind}
