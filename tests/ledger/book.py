"""A double-entry ledger: what really happened, known to the cent, and who owes whom."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

Record = dict[str, Any]


class Account(StrEnum):
    """The chart; each value is the account's id at the source."""

    CHECKING = "35"
    SAVINGS = "36"
    EURO = "37"
    CARD = "41"
    LOAN = "43"
    EQUITY = "30"
    UNDEPOSITED = "4"
    PAYABLES = "33"
    RECEIVABLES = "84"
    EXPENSE = "60"
    INCOME = "79"


TYPES: Mapping[Account, tuple[str, str]] = {
    Account.CHECKING: ("Bank", "Checking"),
    Account.SAVINGS: ("Bank", "Savings"),
    Account.EURO: ("Bank", "Checking"),
    Account.CARD: ("Credit Card", "CreditCard"),
    Account.LOAN: ("Long Term Liability", "NotesPayable"),
    Account.EQUITY: ("Equity", "OwnersEquity"),
    Account.UNDEPOSITED: ("Other Current Asset", "UndepositedFunds"),
    Account.PAYABLES: ("Accounts Payable", "AccountsPayable"),
    Account.RECEIVABLES: ("Accounts Receivable", "AccountsReceivable"),
    Account.EXPENSE: ("Expense", "OfficeExpenses"),
    Account.INCOME: ("Income", "SalesOfProductIncome"),
}
BANKS = (Account.CHECKING, Account.SAVINGS, Account.EURO)
CASH = (*BANKS, Account.UNDEPOSITED)


@dataclass(frozen=True, slots=True)
class Posting:
    """What an entry did to an account, in its currency and in home currency; positive is a debit."""

    account: Account
    amount: Decimal
    home: Decimal


@dataclass(slots=True)
class Entry:
    """A transaction: dated on a day, entered at a moment, and how the source writes it at any later one."""

    entity: str
    id: str
    day: date
    entered: datetime
    postings: tuple[Posting, ...]
    write: Callable[[datetime], Record]
    #: What is open of a bill or an invoice: all of it, and when parts of it were settled.
    total: Decimal = Decimal(0)
    #: How much of a bill is on the loan; and of what an entry took out of a bank, what it paid of such bills.
    on_loan: Decimal = Decimal(0)
    repaid: Decimal = Decimal(0)
    settled: list[tuple[datetime, Decimal]] = field(default_factory=list)

    def open_at(self, moment: datetime) -> Decimal:
        """What is left of it for payments entered by then, in its own currency."""
        return self.total - sum((amount for when, amount in self.settled if when <= moment), Decimal(0))

    def pays(self, bill: "Entry", home: Decimal) -> None:
        """So much in home currency is paid of a bill, and in proportion of the loan."""
        self.repaid += home * bill.on_loan / bill.total

    def version_at(self, moment: datetime) -> int:
        """The source raises it whenever a payment changes the balance."""
        return sum(when <= moment for when, _ in self.settled)


@dataclass(slots=True)
class Book:
    """All entries of a business, and the home units for one euro."""

    rate: Decimal
    entries: list[Entry] = field(default_factory=list)

    def balance(self, account: Account, entered_by: datetime) -> Decimal:
        """What the source says lies on an account: all that was entered, whatever its date."""
        return self._sum(account, lambda entry: entry.entered <= entered_by)

    def balance_on(self, account: Account, day: date) -> Decimal:
        """What lay on an account at the end of a day."""
        return self._sum(account, lambda entry: entry.day <= day)

    def home_balance(self, account: Account, day: date = date.max) -> Decimal:
        """The same of all entries until a day, in home currency."""
        postings = (p for entry in self.entries if entry.day <= day for p in entry.postings)
        return sum((p.home for p in postings if p.account is account), Decimal(0))

    def burn(self, first: date, last: date) -> tuple[Decimal, Decimal]:
        """What came into the banks and went out of them from day to day, without transfers and loans."""
        came, went = Decimal(0), Decimal(0)
        for entry in self.entries:
            counted = [p.home for p in entry.postings if p.account in BANKS or p.account is Account.LOAN]
            touches_bank = any(p.account in BANKS for p in entry.postings)
            if first <= entry.day <= last and touches_bank:
                operating = sum(counted, entry.repaid)
                came, went = came + max(operating, Decimal(0)), went + max(-operating, Decimal(0))
        return came, went

    def open(self, entity: str, moment: datetime) -> Iterator[Entry]:
        """Bills or invoices that are open."""
        return (entry for entry in self.entries if entry.entity == entity and entry.open_at(moment) > 0)

    def _sum(self, account: Account, counts: Callable[[Entry], bool]) -> Decimal:
        return sum(
            (
                p.amount
                for entry in self.entries
                if counts(entry)
                for p in entry.postings
                if p.account is account
            ),
            Decimal(0),
        )
