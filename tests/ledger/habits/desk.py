"""Who enters what a business does into its books: on the day, some of it later, some of it ahead."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from tests.ledger.book import Account, Book, Entry, Posting, Record
from tests.ledger.writing import USD, link, posting, reference, spent, writer

#: As of a day the source is asked in its evening, when all that was entered on it is in.
EVENING = time(20)
NOTHING = Decimal(0)


class Desk:
    """The books of one business from its first day to its last, and all that is drawn for it."""

    def __init__(self, random: Random, first: date, last: date) -> None:
        self.random, self.first, self.last = random, first, last
        self.book = Book(rate=Decimal(1))
        self.since: dict[tuple[str, str], date] = {}
        #: By year and month: what was sold, and what was spent by card.
        self.sold: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
        self.charged: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)

    def invoice(self, customer: str, day: date, due: date, amount: Decimal, *, late: int = 0) -> Entry:
        self.sold[day.year, day.month] += amount
        body = {
            "CustomerRef": self._party("Customer", customer, day),
            "DueDate": str(due),
            "TotalAmt": amount,
            "Line": [{"Amount": amount}],
        }
        postings = pair(Account.INCOME, Account.RECEIVABLES, amount)
        return self._add("Invoice", body, postings, day, day + timedelta(late), total=amount)

    def credit_memo(self, customer: str, day: date, amount: Decimal) -> Entry:
        body = {
            "CustomerRef": self._party("Customer", customer, day),
            "TotalAmt": amount,
            "Line": [{"Amount": amount}],
        }
        return self._add(
            "CreditMemo", body, pair(Account.RECEIVABLES, Account.INCOME, amount), day, total=amount
        )

    def collect(
        self, customer: str, invoice: Entry, part: Decimal, day: date, into: Account, credit: Entry | None
    ) -> Entry:
        """A part of an invoice is paid, some of it with a credit."""
        lines, money = self._settled(invoice, part, day, credit)
        body = {
            "CustomerRef": self._party("Customer", customer, day),
            "TotalAmt": money,
            "UnappliedAmt": 0,
            "Line": lines,
            **({} if into is Account.UNDEPOSITED else {"DepositToAccountRef": reference(into)}),
        }
        return self._add("Payment", body, pair(Account.RECEIVABLES, into, money), day)

    def sale(self, day: date, amount: Decimal, customer: str, into: Account) -> Entry:
        self.sold[day.year, day.month] += amount
        body = {
            "CustomerRef": self._party("Customer", customer, day),
            "TotalAmt": amount,
            "Balance": 0,
            "Line": [{"Amount": amount}],
            **({} if into is Account.UNDEPOSITED else {"DepositToAccountRef": reference(into)}),
        }
        return self._add("SalesReceipt", body, pair(Account.INCOME, into, amount), day)

    def deposit(self, brought: Iterable[Entry], day: date, fee: Decimal = NOTHING) -> None:
        """What waited in Undeposited Funds reaches the bank, less a fee."""
        lines = [link(entry.entity, entry.id, entry.postings[1].amount) for entry in brought]
        total = sum((line["Amount"] for line in lines), NOTHING)
        taken = {"Amount": -fee, "DepositLineDetail": {"AccountRef": reference(Account.EXPENSE)}}
        body = {
            "DepositToAccountRef": reference(Account.CHECKING),
            "TotalAmt": total - fee,
            "Line": [*lines, taken] if fee else lines,
        }
        fees = pair(Account.CHECKING, Account.EXPENSE, fee)
        self._add("Deposit", body, (*pair(Account.UNDEPOSITED, Account.CHECKING, total), *fees), day)

    def bill(self, vendor: str, day: date, due: date, amount: Decimal, *, late: int = 0) -> Entry:
        body = {
            "VendorRef": self._party("Vendor", vendor, day),
            "DueDate": str(due),
            "TotalAmt": amount,
            "Line": [spent(Account.EXPENSE, amount)],
        }
        postings = pair(Account.PAYABLES, Account.EXPENSE, amount)
        return self._add("Bill", body, postings, day, day + timedelta(late), total=amount)

    def vendor_credit(self, vendor: str, day: date, amount: Decimal) -> Entry:
        body = {
            "VendorRef": self._party("Vendor", vendor, day),
            "TotalAmt": amount,
            "Line": [spent(Account.EXPENSE, amount)],
        }
        return self._add(
            "VendorCredit", body, pair(Account.EXPENSE, Account.PAYABLES, amount), day, total=amount
        )

    def pay(
        self, vendor: str, bill: Entry, part: Decimal, day: date, credit: Entry | None, *, ahead: int = 0
    ) -> None:
        """A part of a bill is paid, some of it with a credit; a cheque may be entered ahead of its day."""
        entered = max(day - timedelta(ahead), bill.entered.date())
        lines, money = self._settled(bill, part, entered, credit)
        body = {
            "VendorRef": self._party("Vendor", vendor, day),
            "TotalAmt": money,
            "CheckPayment": {"BankAccountRef": reference(Account.CHECKING)},
            "Line": lines,
        }
        self._add("BillPayment", body, pair(Account.CHECKING, Account.PAYABLES, money), day, entered)

    def spend(
        self,
        vendor: str,
        day: date,
        parts: dict[Account, Decimal],
        source: Account = Account.CHECKING,
        *,
        ahead: int = 0,
    ) -> None:
        """A cheque, a debit or a purchase by card, for these accounts."""
        total = sum(parts.values(), NOTHING)
        if source is Account.CARD:
            self.charged[day.year, day.month] += total
        body = {
            "AccountRef": reference(source),
            "TotalAmt": total,
            "EntityRef": {**self._party("Vendor", vendor, day), "type": "Vendor"},
            "Line": [spent(account, amount) for account, amount in parts.items()],
        }
        postings = [Posting(source, -total, -total)]
        postings += [Posting(account, amount, amount) for account, amount in parts.items()]
        self._add("Purchase", body, tuple(postings), day, day - timedelta(ahead))

    def refund(self, day: date, amount: Decimal) -> None:
        body = {
            "DepositToAccountRef": reference(Account.CHECKING),
            "TotalAmt": amount,
            "Line": [{"Amount": amount}],
        }
        self._add("RefundReceipt", body, pair(Account.CHECKING, Account.INCOME, amount), day)

    def journal(
        self, day: date, credit: Account, debit: Account, amount: Decimal, note: str, *, ahead: int = 0
    ) -> None:
        lines = [posting("Debit", debit, amount), posting("Credit", credit, amount)]
        body = {"Line": lines, "PrivateNote": note}
        self._add("JournalEntry", body, pair(credit, debit, amount), day, day - timedelta(ahead))

    def transfer(self, day: date, source: Account, target: Account, amount: Decimal) -> None:
        body = {"Amount": amount, "FromAccountRef": reference(source), "ToAccountRef": reference(target)}
        self._add("Transfer", body, pair(source, target, amount), day)

    def pay_card(self, day: date, amount: Decimal) -> None:
        body = {
            "Amount": amount,
            "BankAccountRef": reference(Account.CHECKING),
            "CreditCardAccountRef": reference(Account.CARD),
        }
        self._add("CreditCardPaymentTxn", body, pair(Account.CHECKING, Account.CARD, amount), day)

    def parties(self, day: date) -> list[tuple[str, Record]]:
        """The customers and vendors that were known by a day."""
        return [
            (entity, {"Id": name, "DisplayName": name})
            for (entity, name), since in self.since.items()
            if since <= day
        ]

    def _party(self, entity: str, name: str, day: date) -> Record:
        self.since[entity, name] = min(day, self.since.get((entity, name), day))
        return {"value": name, "name": name}

    def _settled(
        self, entry: Entry, part: Decimal, entered: date, credit: Entry | None
    ) -> tuple[list[Record], Decimal]:
        """The lines of a payment, and the money that it takes."""
        credited = min(credit.total, part) if credit else NOTHING
        lines = [link(entry.entity, entry.id, part)]
        entry.settled.append((self._at(entered), part))
        if credit and credited:
            credit.settled.append((self._at(entered), credited))
            lines.append(link(credit.entity, credit.id, credited))
        return lines, part - credited

    def _add(
        self,
        entity: str,
        body: Record,
        postings: tuple[Posting, ...],
        day: date,
        entered: date | None = None,
        total: Decimal = NOTHING,
    ) -> Entry:
        number = str(len(self.book.entries) + 1)
        entry = Entry(entity, number, day, self._at(entered or day), postings, lambda _: {}, total)
        entry.write = writer(entry, body, USD, self.book.rate)
        self.book.entries.append(entry)
        return entry

    @staticmethod
    def _at(day: date) -> datetime:
        return datetime.combine(day, time(9), UTC)


def pair(credit: Account, debit: Account, amount: Decimal) -> tuple[Posting, Posting]:
    """What a plain entry does to two accounts."""
    return Posting(credit, -amount, -amount), Posting(debit, amount, amount)
