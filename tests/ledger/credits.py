"""What is owed and credited without a bill or an invoice, and set against each other without money."""

from datetime import date, datetime
from decimal import Decimal

from tests.ledger.book import Account, Entry, Posting, Record
from tests.ledger.drawing import TODAY, Drawing
from tests.ledger.writing import link, posting, reference, spent

#: How a bill's payment names what it links to.
LINKED_AS = {"Purchase": "Check"}


class Credits(Drawing):
    """Everything is in home currency."""

    def vendor_credit(self) -> None:
        amount = self.amount()
        on = self.random.choice([Account.EXPENSE, Account.EXPENSE, Account.LOAN])
        body = {"VendorRef": {"value": "1"}, "TotalAmt": amount, "Line": [spent(on, amount)]}
        self.add("VendorCredit", body, self.pair(on, Account.PAYABLES, amount), total=amount)

    def credit_memo(self) -> None:
        amount = self.amount()
        body = {"CustomerRef": {"value": "1"}, "TotalAmt": amount, "Line": [{"Amount": amount}]}
        self.add("CreditMemo", body, self.pair(Account.RECEIVABLES, Account.INCOME, amount), total=amount)

    def owe_by_journal(self) -> None:
        """A journal entry that says that something is owed."""
        amount = self.amount()
        body = {
            "Line": [
                posting("Debit", Account.EXPENSE, amount),
                posting("Credit", Account.PAYABLES, amount),
            ]
        }
        self.add("JournalEntry", body, self.pair(Account.PAYABLES, Account.EXPENSE, amount), total=amount)

    def claim_by_journal(self) -> None:
        amount = self.amount()
        body = {
            "Line": [
                posting("Debit", Account.RECEIVABLES, amount),
                posting("Credit", Account.INCOME, amount),
            ]
        }
        self.add("JournalEntry", body, self.pair(Account.INCOME, Account.RECEIVABLES, amount))

    def cheque_on_payables(self) -> None:
        amount = self.amount()
        body = {
            "AccountRef": reference(Account.CHECKING),
            "TotalAmt": amount,
            "Line": [spent(Account.PAYABLES, amount)],
            "EntityRef": {"value": "1", "type": "Vendor"},
        }
        self.add("Purchase", body, self.pair(Account.CHECKING, Account.PAYABLES, amount), total=amount)

    def deposit_on_receivables(self) -> None:
        amount = self.amount()
        detail = {"AccountRef": reference(Account.RECEIVABLES), "Entity": {"value": "1", "type": "Customer"}}
        body = {
            "DepositToAccountRef": reference(Account.CHECKING),
            "TotalAmt": amount,
            "Line": [{"Amount": amount, "DepositLineDetail": detail}],
        }
        self.add("Deposit", body, self.pair(Account.RECEIVABLES, Account.CHECKING, amount))

    def pay_journal(self) -> None:
        """A payment of what a journal entry says is owed."""
        owed = self._open_of("JournalEntry")
        if owed is None:
            return
        amount, entered, day = self._part(owed, owed.open_at(TODAY))
        body = {
            "VendorRef": {"value": "1"},
            "TotalAmt": amount,
            "CheckPayment": {"BankAccountRef": reference(Account.CHECKING)},
            "Line": [link("JournalEntry", owed.id, amount)],
        }
        postings = self.pair(Account.CHECKING, Account.PAYABLES, amount)
        self.add("BillPayment", body, postings, day=day, entered=entered)

    def set_against(self) -> None:
        """A payment of nothing, by which a credit, a cheque or a prepayment settles a bill."""
        bill = self._open_of("Bill")
        credit = self._open_of(self.random.choice(["VendorCredit", "Purchase", "BillPayment"]))
        if bill is None or credit is None:
            return
        most = min(bill.open_at(TODAY), credit.open_at(TODAY))
        amount, entered, day = self._part(bill, most, after=credit)
        credit.settled.append((entered, amount))
        credit.pays(bill, amount)
        kind = LINKED_AS.get(credit.entity, credit.entity)
        lines = [link("Bill", bill.id, amount), link(kind, credit.id, amount)]
        body: Record = {"VendorRef": {"value": "1"}, "TotalAmt": 0, "Line": lines}
        self.add("BillPayment", body, tuple[Posting, ...](), day=day, entered=entered)

    def _open_of(self, entity: str) -> Entry | None:
        left = [entry for entry in self.book.open(entity, TODAY) if not self.is_foreign(entry)]
        return self.random.choice(left) if left else None

    def _part(
        self, settled: Entry, most: Decimal, after: Entry | None = None
    ) -> tuple[Decimal, datetime, date]:
        """All or half of it, entered after what it is about."""
        about = [settled, after] if after else [settled]
        entered = self.entered(max(entry.entered for entry in about))
        half = (most / 2).quantize(Decimal("0.01"))
        amount = most if self.random.random() < 0.6 or not half else half
        settled.settled.append((entered, amount))
        return amount, entered, self.on_or_after(max(entry.day for entry in about))
