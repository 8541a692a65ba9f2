"""Invents what a business may do in five months, every kind of entry of it, and writes it into a ledger."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from tests.ledger.book import Account, Book, Entry, Posting, Record
from tests.ledger.writing import EUR, USD, link, linked, posting, reference, writer

TODAY = datetime(2026, 11, 28, 12, tzinfo=UTC)
FIRST_DAY = date(2026, 7, 1)


class Trading:
    """Draws entries, all from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        # Both ways exact to the cent.
        self.book = Book(rate=self.random.choice([Decimal("1.25"), Decimal("0.8"), Decimal(2)]))
        self.waiting: list[Entry] = []
        self._opening()
        often = [self._bill, self._invoice, self._pay, self._collect, self._spend]
        seldom = [self._prepay, self._cheque_on_payables, self._owe_by_journal, self._pay_card, self._borrow]
        sales = [self._sale, self._refund, self._bank, self._give_back, self._void]
        between = [self._transfer, self._buy_euros, self._sell_euros, self._spend_euros]
        kinds = [*often, *often, *seldom, *sales, *between]
        for _ in range(self.random.randint(5, 40)):
            self.random.choice(kinds)()

    def _opening(self) -> None:
        for account, amount in ((Account.CHECKING, Decimal(9000)), (Account.EURO, Decimal(800))):
            home = amount * (self.book.rate if account is Account.EURO else 1)
            line = {"Amount": amount, "DepositLineDetail": {"AccountRef": {"value": Account.INCOME}}}
            body = {"DepositToAccountRef": {"value": account}, "TotalAmt": amount, "Line": [line]}
            postings = (Posting(account, amount, home), Posting(Account.INCOME, -home, -home))
            self._add("Deposit", body, postings, day=FIRST_DAY, foreign=account is Account.EURO)

    def _bill(self) -> None:
        self._owed("Bill", "VendorRef", Account.PAYABLES, Account.EXPENSE, -1)

    def _invoice(self) -> None:
        deposit = self._amount() if self.random.random() < 0.2 else Decimal(0)
        entry = self._owed("Invoice", "CustomerRef", Account.RECEIVABLES, Account.INCOME, 1, deposit)
        if deposit:
            entry.settled.append((entry.entered, deposit))

    def _owed(
        self,
        entity: str,
        party: str,
        account: Account,
        other: Account,
        sign: int,
        deposit: Decimal = Decimal(0),
    ) -> Entry:
        foreign = not deposit and self.random.random() < 0.3
        total = self._amount() + deposit
        home = self._home(total, foreign)
        body: Record = {party: {"value": "1"}, "TotalAmt": total, "Line": []}
        body["DueDate"] = str(self._day() + timedelta(days=30))
        postings = [Posting(account, sign * home, sign * home), Posting(other, -sign * home, -sign * home)]
        if deposit:
            body |= {"Deposit": deposit, "DepositToAccountRef": {"value": Account.CHECKING}}
            postings += [Posting(account, -deposit, -deposit), Posting(Account.CHECKING, deposit, deposit)]
        return self._add(entity, body, tuple(postings), foreign=foreign, total=total)

    def _pay(self) -> None:
        """Some of what is open of one currency, by cheque or by card, perhaps with something left over."""
        bills = self._choice("Bill")
        if not bills:
            return
        foreign = _is_foreign(bills[0])
        parts, entered, day = self._settle(bills)
        spare = self._amount() if self.random.random() < 0.2 else Decimal(0)
        total = sum(parts, spare)
        source = self.random.choice([Account.CHECKING, Account.EURO if foreign else Account.CARD])
        way = (
            {"CreditCardPayment": {"CCAccountRef": {"value": source}}}
            if source is Account.CARD
            else {"CheckPayment": {"BankAccountRef": {"value": source}}}
        )
        lines = [link("Bill", bill.id, part) for bill, part in zip(bills, parts, strict=True)]
        body = {"VendorRef": {"value": "1"}, "TotalAmt": total, "Line": lines, **way}
        moved = self._moved(source, -total, foreign)
        postings = (moved, Posting(Account.PAYABLES, -moved.home, -moved.home))
        self._add("BillPayment", body, postings, day=day, entered=entered, foreign=foreign)

    def _collect(self) -> None:
        """Some of what is open of one currency, into the bank or to wait for its deposit."""
        invoices = self._choice("Invoice")
        if not invoices:
            return
        foreign = _is_foreign(invoices[0])
        parts, entered, day = self._settle(invoices)
        spare = self._amount() if self.random.random() < 0.2 else Decimal(0)
        total = sum(parts, spare)
        target = self.random.choice([Account.CHECKING, Account.EURO if foreign else Account.UNDEPOSITED])
        into = {} if target is Account.UNDEPOSITED else {"DepositToAccountRef": {"value": target}}
        lines = [link("Invoice", invoice.id, part) for invoice, part in zip(invoices, parts, strict=True)]
        body = {
            "CustomerRef": {"value": "1"},
            "TotalAmt": total,
            "UnappliedAmt": spare,
            "Line": lines,
            **into,
        }
        moved = self._moved(target, total, foreign)
        postings = (moved, Posting(Account.RECEIVABLES, -moved.home, -moved.home))
        entry = self._add("Payment", body, postings, day=day, entered=entered, foreign=foreign)
        if target is Account.UNDEPOSITED:
            self.waiting.append(entry)

    def _prepay(self) -> None:
        amount = self._amount()
        body = {"VendorRef": {"value": "1"}, "TotalAmt": amount, "Line": []}
        body["CheckPayment"] = {"BankAccountRef": {"value": Account.CHECKING}}
        self._add("BillPayment", body, self._pair(Account.CHECKING, Account.PAYABLES, amount))

    def _sale(self) -> None:
        amount, straight = self._amount(), self.random.random() < 0.6
        target = Account.CHECKING if straight else Account.UNDEPOSITED
        body: Record = {
            "CustomerRef": {"value": "1"},
            "TotalAmt": amount,
            "Balance": 0,
            "Line": [{"Amount": amount}],
        }
        if straight:
            body["DepositToAccountRef"] = {"value": target}
        entry = self._add("SalesReceipt", body, self._pair(Account.INCOME, target, amount))
        if not straight:
            self.waiting.append(entry)

    def _refund(self) -> None:
        amount = self._amount()
        body = {
            "DepositToAccountRef": {"value": Account.CHECKING},
            "TotalAmt": amount,
            "Line": [{"Amount": amount}],
        }
        self._add("RefundReceipt", body, self._pair(Account.CHECKING, Account.INCOME, amount))

    def _spend(self) -> None:
        self._purchase(self.random.choice([Account.CHECKING, Account.SAVINGS, Account.CARD]))

    def _spend_euros(self) -> None:
        self._purchase(Account.EURO)

    def _purchase(self, source: Account) -> None:
        amount, foreign = self._amount(), source is Account.EURO
        body = self._bought(source, Account.EXPENSE, amount)
        moved = self._moved(source, -amount, foreign)
        postings = (moved, Posting(Account.EXPENSE, -moved.home, -moved.home))
        self._add("Purchase", body, postings, foreign=foreign)

    def _give_back(self) -> None:
        amount = self._amount()
        source = self.random.choice([Account.CHECKING, Account.CARD])
        body = {**self._bought(source, Account.EXPENSE, amount), "Credit": True}
        self._add("Purchase", body, self._pair(Account.EXPENSE, source, amount))

    def _cheque_on_payables(self) -> None:
        amount = self._amount()
        body = self._bought(Account.CHECKING, Account.PAYABLES, amount)
        body["EntityRef"] = {"value": "1", "type": "Vendor"}
        self._add("Purchase", body, self._pair(Account.CHECKING, Account.PAYABLES, amount))

    def _bought(self, source: Account, on: Account, amount: Decimal) -> Record:
        line = {"Amount": amount, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": on}}}
        return {"AccountRef": {"value": source}, "TotalAmt": amount, "Line": [line]}

    def _transfer(self) -> None:
        pair = [Account.CHECKING, Account.SAVINGS]
        self.random.shuffle(pair)
        amount = self._amount()
        body = {"Amount": amount, "FromAccountRef": reference(pair[0]), "ToAccountRef": reference(pair[1])}
        self._add("Transfer", body, self._pair(pair[0], pair[1], amount))

    def _buy_euros(self) -> None:
        # So much that it is whole cents in both currencies.
        euros = Decimal(self.random.randint(1, 50) * 4)
        home = euros * self.book.rate
        body = {
            "Amount": home,
            "FromAccountRef": reference(Account.CHECKING),
            "ToAccountRef": reference(Account.EURO),
        }
        postings = (Posting(Account.CHECKING, -home, -home), Posting(Account.EURO, euros, home))
        self._add("Transfer", body, postings)

    def _sell_euros(self) -> None:
        euros = Decimal(self.random.randint(1, 50) * 4)
        home = euros * self.book.rate
        body = {
            "Amount": euros,
            "FromAccountRef": reference(Account.EURO),
            "ToAccountRef": reference(Account.CHECKING),
        }
        postings = (Posting(Account.EURO, -euros, -home), Posting(Account.CHECKING, home, home))
        self._add("Transfer", body, postings, foreign=True)

    def _pay_card(self) -> None:
        amount = self._amount()
        body = {
            "Amount": amount,
            "BankAccountRef": reference(Account.CHECKING),
            "CreditCardAccountRef": reference(Account.CARD),
        }
        entity = self.random.choice(["CreditCardPayment", "CreditCardPaymentTxn"])
        self._add(entity, body, self._pair(Account.CHECKING, Account.CARD, amount))

    def _borrow(self) -> None:
        self._journal(Account.LOAN, Account.CHECKING)

    def _owe_by_journal(self) -> None:
        self._journal(Account.PAYABLES, Account.EXPENSE)

    def _journal(self, credit: Account, debit: Account) -> None:
        amount = self._amount()
        body = {"Line": [posting("Debit", debit, amount), posting("Credit", credit, amount)]}
        self._add("JournalEntry", body, self._pair(credit, debit, amount))

    def _bank(self) -> None:
        """What waits is brought to the bank, less a fee, some of it kept in cash."""
        brought, self.waiting = self.waiting, []
        if not brought:
            return
        total = sum(
            (p.amount for e in brought for p in e.postings if p.account is Account.UNDEPOSITED), Decimal(0)
        )
        fee, cash = Decimal("1.25"), Decimal("2.00")
        lines = [linked(e.entity, e.id, _of(e, Account.UNDEPOSITED)) for e in brought]
        lines.append({"Amount": -fee, "DepositLineDetail": {"AccountRef": reference(Account.EXPENSE)}})
        body = {
            "DepositToAccountRef": reference(Account.CHECKING),
            "TotalAmt": total - fee - cash,
            "Line": lines,
            "CashBack": {"AccountRef": reference(Account.EXPENSE), "Amount": cash},
        }
        postings = (
            Posting(Account.CHECKING, total - fee - cash, total - fee - cash),
            Posting(Account.UNDEPOSITED, -total, -total),
            Posting(Account.EXPENSE, fee + cash, fee + cash),
        )
        after = max(entry.entered for entry in brought)
        self._add("Deposit", body, postings, day=max(e.day for e in brought), entered=self._entered(after))

    def _void(self) -> None:
        note = self.random.choice(["Voided", "Annulé", "Storniert am 3.", None])
        entity = self.random.choice(["Bill", "Invoice", "Payment", "Purchase"])
        body: Record = {"TotalAmt": 0, "Balance": 0, "PrivateNote": note, "Line": []}
        self._add(entity, body, ())

    def _choice(self, entity: str) -> list[Entry]:
        """One or two of the open ones, of one currency."""
        left = list(self.book.open(entity, TODAY))
        self.random.shuffle(left)
        return [entry for entry in left if _is_foreign(entry) == _is_foreign(left[0])][
            : self.random.randint(1, 2)
        ]

    def _settle(self, entries: Sequence[Entry]) -> tuple[list[Decimal], datetime, date]:
        """All or half of what is open of them, entered after the last of them."""
        entered = self._entered(max(entry.entered for entry in entries))
        parts = []
        for entry in entries:
            left = entry.open_at(TODAY)
            part = left if self.random.random() < 0.6 else (left / 2).quantize(Decimal("0.01"))
            entry.settled.append((entered, part))
            parts.append(part)
        return parts, entered, max(entry.day for entry in entries)

    def _add(
        self,
        entity: str,
        body: Record,
        postings: tuple[Posting, ...],
        *,
        day: date | None = None,
        entered: datetime | None = None,
        foreign: bool = False,
        total: Decimal = Decimal(0),
    ) -> Entry:
        day = day or self._day()
        entered = entered or self._entered(None, day)
        number = str(len(self.book.entries) + 1)
        currency = EUR if foreign else USD
        entry = Entry(entity, number, day, entered, postings, lambda _: {}, total)
        named = foreign or self.random.random() < 0.5
        entry.write = writer(entry, body, currency if named else None, self.book.rate)
        self.book.entries.append(entry)
        return entry

    def _moved(self, account: Account, amount: Decimal, foreign: bool) -> Posting:
        home = self._home(amount, foreign)
        return Posting(account, amount if account is Account.EURO else home, home)

    def _pair(self, credit: Account, debit: Account, amount: Decimal) -> tuple[Posting, Posting]:
        return Posting(credit, -amount, -amount), Posting(debit, amount, amount)

    def _home(self, amount: Decimal, foreign: bool) -> Decimal:
        return amount * self.book.rate if foreign else amount

    def _amount(self) -> Decimal:
        return Decimal(self.random.randint(100, 90_000)).scaleb(-2)

    def _day(self) -> date:
        return FIRST_DAY + timedelta(days=self.random.randint(0, (TODAY.date() - FIRST_DAY).days))

    def _entered(self, after: datetime | None, day: date | None = None) -> datetime:
        """Some days before or after the day it is dated on, but never in the future."""
        about = datetime.combine(day, time(9), UTC) if day else after or TODAY
        drawn = about + timedelta(
            days=self.random.randint(0 if after else -9, 9), minutes=self.random.randint(1, 300)
        )
        return min(max(drawn, after + timedelta(minutes=1) if after else drawn), TODAY - timedelta(minutes=1))


def _is_foreign(entry: Entry) -> bool:
    return "ExchangeRate" in entry.write(TODAY)


def _of(entry: Entry, account: Account) -> Decimal:
    return sum((p.amount for p in entry.postings if p.account is account), Decimal(0))
