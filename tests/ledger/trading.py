"""Invents what a business may do in five months, every kind of entry of it, and writes it into a ledger."""

from datetime import timedelta
from decimal import Decimal

from tests.ledger.book import Account, Entry, Posting, Record
from tests.ledger.credits import Credits
from tests.ledger.drawing import FIRST_DAY, WHOLE_AT_HOME_IN_PARTS, WINDOW_END
from tests.ledger.writing import link, linked, posting, reference, spent


class Trading(Credits):
    """What a business does, in any order."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.waiting: list[Entry] = []
        self._opening()
        often = [self._bill, self._invoice, self._pay, self._collect, self._spend]
        seldom = [self._prepay, self._pay_card, self._borrow]
        unpaid = [self.vendor_credit, self.credit_memo, self.cheque_on_payables, self.deposit_on_receivables]
        journal = [self.owe_by_journal, self.claim_by_journal, self.pay_journal]
        against = [self.set_against, self.set_against]
        sales = [self._sale, self._refund, self._bank, self._give_back, self._void]
        between = [self._transfer, self._buy_euros, self._sell_euros, self._spend_euros]
        kinds = [*often, *often, *seldom, *unpaid, *journal, *against, *sales, *between]
        for _ in range(self.random.randint(5, 40)):
            self.random.choice(kinds)()

    def _opening(self) -> None:
        """What is there at first; and, as books that ended tell no burn, something on its last day."""
        sales = (
            (Account.CHECKING, Decimal(9000), FIRST_DAY),
            (Account.EURO, Decimal(800), FIRST_DAY),
            (Account.CHECKING, Decimal(1), WINDOW_END),
        )
        for account, amount, day in sales:
            home = amount * (self.book.rate if account is Account.EURO else 1)
            line = {"Amount": amount, "DepositLineDetail": {"AccountRef": {"value": Account.INCOME}}}
            body = {"DepositToAccountRef": {"value": account}, "TotalAmt": amount, "Line": [line]}
            postings = (Posting(account, amount, home), Posting(Account.INCOME, -home, -home))
            self.add("Deposit", body, postings, day=day, foreign=account is Account.EURO)

    def _bill(self) -> None:
        """An expense, a loan's principal, or some of both."""
        loan = self.random.choice([Decimal(0), Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal(1)])
        self._owed("Bill", "VendorRef", Account.PAYABLES, Account.EXPENSE, -1, loan=loan)

    def _invoice(self) -> None:
        deposit = self.amount() if self.random.random() < 0.2 else Decimal(0)
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
        loan: Decimal = Decimal(0),
    ) -> Entry:
        foreign = not deposit and self.random.random() < 0.3
        total = self.amount(foreign=foreign) + deposit
        # So much that the loan's part, and that of every payment, is exact.
        total = max(total // WHOLE_AT_HOME_IN_PARTS, Decimal(1)) * WHOLE_AT_HOME_IN_PARTS if loan else total
        home, part = self.home(total, foreign), total * loan
        lines = [spent(on, amount) for on, amount in ((Account.LOAN, part), (other, total - part)) if amount]
        body: Record = {party: {"value": "1"}, "TotalAmt": total, "Line": lines if loan else []}
        body["DueDate"] = str(self.day() + timedelta(days=30))
        postings = [
            Posting(account, sign * home, sign * home),
            Posting(other, -sign * home * (1 - loan), -sign * home * (1 - loan)),
            Posting(Account.LOAN, -sign * home * loan, -sign * home * loan),
        ]
        if deposit:
            body |= {"Deposit": deposit, "DepositToAccountRef": {"value": Account.CHECKING}}
            postings += [Posting(account, -deposit, -deposit), Posting(Account.CHECKING, deposit, deposit)]
        entry = self.add(entity, body, tuple(postings), foreign=foreign, total=total)
        entry.on_loan = part
        return entry

    def _pay(self) -> None:
        """Some of what is open of one currency, by cheque or by card, perhaps with something left over."""
        bills = self.choice("Bill")
        if not bills:
            return
        foreign = self.is_foreign(bills[0])
        parts, entered, day = self.settle(bills)
        spare = self.amount(foreign=foreign) if self.random.random() < 0.2 else Decimal(0)
        total = sum(parts, spare)
        source = self.random.choice([Account.CHECKING, Account.EURO if foreign else Account.CARD])
        way = (
            {"CreditCardPayment": {"CCAccountRef": {"value": source}}}
            if source is Account.CARD
            else {"CheckPayment": {"BankAccountRef": {"value": source}}}
        )
        lines = [link("Bill", bill.id, part) for bill, part in zip(bills, parts, strict=True)]
        body = {"VendorRef": {"value": "1"}, "TotalAmt": total, "Line": lines, **way}
        moved = self.moved(source, -total, foreign)
        postings = (moved, Posting(Account.PAYABLES, -moved.home, -moved.home))
        entry = self.add("BillPayment", body, postings, day=day, entered=entered, foreign=foreign)
        for bill, part in zip(bills, parts, strict=True):
            entry.pays(bill, self.home(part, foreign))

    def _collect(self) -> None:
        """Some of what is open of one currency, into the bank or to wait for its deposit."""
        invoices = self.choice("Invoice")
        if not invoices:
            return
        foreign = self.is_foreign(invoices[0])
        parts, entered, day = self.settle(invoices)
        spare = self.amount(foreign=foreign) if self.random.random() < 0.2 else Decimal(0)
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
        moved = self.moved(target, total, foreign)
        postings = (moved, Posting(Account.RECEIVABLES, -moved.home, -moved.home))
        entry = self.add("Payment", body, postings, day=day, entered=entered, foreign=foreign)
        if target is Account.UNDEPOSITED:
            self.waiting.append(entry)

    def _prepay(self) -> None:
        amount = self.amount()
        body = {"VendorRef": {"value": "1"}, "TotalAmt": amount, "Line": []}
        body["CheckPayment"] = {"BankAccountRef": {"value": Account.CHECKING}}
        self.add("BillPayment", body, self.pair(Account.CHECKING, Account.PAYABLES, amount), total=amount)

    def _sale(self) -> None:
        amount, straight = self.amount(), self.random.random() < 0.6
        target = Account.CHECKING if straight else Account.UNDEPOSITED
        body: Record = {
            "CustomerRef": {"value": "1"},
            "TotalAmt": amount,
            "Balance": 0,
            "Line": [{"Amount": amount}],
        }
        if straight:
            body["DepositToAccountRef"] = {"value": target}
        entry = self.add("SalesReceipt", body, self.pair(Account.INCOME, target, amount))
        if not straight:
            self.waiting.append(entry)

    def _refund(self) -> None:
        amount = self.amount()
        body = {
            "DepositToAccountRef": {"value": Account.CHECKING},
            "TotalAmt": amount,
            "Line": [{"Amount": amount}],
        }
        self.add("RefundReceipt", body, self.pair(Account.CHECKING, Account.INCOME, amount))

    def _spend(self) -> None:
        self._purchase(self.random.choice([Account.CHECKING, Account.SAVINGS, Account.CARD]))

    def _spend_euros(self) -> None:
        self._purchase(Account.EURO)

    def _purchase(self, source: Account) -> None:
        foreign = source is Account.EURO
        amount = self.amount(foreign=foreign)
        body = self._bought(source, Account.EXPENSE, amount)
        moved = self.moved(source, -amount, foreign)
        postings = (moved, Posting(Account.EXPENSE, -moved.home, -moved.home))
        self.add("Purchase", body, postings, foreign=foreign)

    def _give_back(self) -> None:
        amount = self.amount()
        source = self.random.choice([Account.CHECKING, Account.CARD])
        body = {**self._bought(source, Account.EXPENSE, amount), "Credit": True}
        self.add("Purchase", body, self.pair(Account.EXPENSE, source, amount))

    def _bought(self, source: Account, on: Account, amount: Decimal) -> Record:
        return {"AccountRef": {"value": source}, "TotalAmt": amount, "Line": [spent(on, amount)]}

    def _transfer(self) -> None:
        pair = [Account.CHECKING, Account.SAVINGS]
        self.random.shuffle(pair)
        amount = self.amount()
        body = {"Amount": amount, "FromAccountRef": reference(pair[0]), "ToAccountRef": reference(pair[1])}
        self.add("Transfer", body, self.pair(pair[0], pair[1], amount))

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
        self.add("Transfer", body, postings)

    def _sell_euros(self) -> None:
        euros = Decimal(self.random.randint(1, 50) * 4)
        home = euros * self.book.rate
        body = {
            "Amount": euros,
            "FromAccountRef": reference(Account.EURO),
            "ToAccountRef": reference(Account.CHECKING),
        }
        postings = (Posting(Account.EURO, -euros, -home), Posting(Account.CHECKING, home, home))
        self.add("Transfer", body, postings, foreign=True)

    def _pay_card(self) -> None:
        amount = self.amount()
        body = {
            "Amount": amount,
            "BankAccountRef": reference(Account.CHECKING),
            "CreditCardAccountRef": reference(Account.CARD),
        }
        entity = self.random.choice(["CreditCardPayment", "CreditCardPaymentTxn"])
        self.add(entity, body, self.pair(Account.CHECKING, Account.CARD, amount))

    def _borrow(self) -> None:
        self._journal(Account.LOAN, Account.CHECKING)

    def _journal(self, credit: Account, debit: Account) -> None:
        amount = self.amount()
        body = {"Line": [posting("Debit", debit, amount), posting("Credit", credit, amount)]}
        self.add("JournalEntry", body, self.pair(credit, debit, amount))

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
        day = self.on_or_after(max(entry.day for entry in brought))
        self.add("Deposit", body, postings, day=day, entered=self.entered(after))

    def _void(self) -> None:
        note = self.random.choice(["Voided", "Annulé", "Storniert am 3.", None])
        entity = self.random.choice(["Bill", "Invoice", "Payment", "Purchase"])
        body: Record = {"TotalAmt": 0, "Balance": 0, "PrivateNote": note, "Line": []}
        self.add(entity, body, ())


def _of(entry: Entry, account: Account) -> Decimal:
    return sum((p.amount for p in entry.postings if p.account is account), Decimal(0))
