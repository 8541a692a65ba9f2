"""The one shape of every check: it looks at a document and those like it, and finds something or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from uuid import UUID


class Severity(IntEnum):
    """How bad it is, in the order in which people should look."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class CheckName(StrEnum):
    """Every check that the tray runs."""

    MISSING_COUNTERPARTY = "MISSING_COUNTERPARTY"
    MISSING_DUE_DATE = "MISSING_DUE_DATE"
    MISSING_AMOUNT = "MISSING_AMOUNT"
    MISSING_ISSUE_DATE = "MISSING_ISSUE_DATE"
    ZERO_OR_NEGATIVE_AMOUNT = "ZERO_OR_NEGATIVE_AMOUNT"
    DUE_BEFORE_ISSUE = "DUE_BEFORE_ISSUE"
    BALANCE_ABOVE_TOTAL = "BALANCE_ABOVE_TOTAL"
    DUPLICATE = "DUPLICATE"
    BILL_PAID_OUTSIDE_PAYABLES = "BILL_PAID_OUTSIDE_PAYABLES"
    INVOICE_PAID_OUTSIDE_RECEIVABLES = "INVOICE_PAID_OUTSIDE_RECEIVABLES"
    UNAPPLIED_PAYMENT = "UNAPPLIED_PAYMENT"
    STALE_SYNC = "STALE_SYNC"
    INCOMPLETE_SYNC = "INCOMPLETE_SYNC"
    UNRECONCILED_ACCOUNT = "UNRECONCILED_ACCOUNT"


_CALLED = {
    "PAYMENT": "payment",
    "BILL_PAYMENT": "payment",
    "JOURNAL_ENTRY": "journal entry",
    "PURCHASE": "cheque or expense",
    "DEPOSIT": "deposit",
}


@dataclass(frozen=True, slots=True)
class Unapplied:
    """What a document gave a vendor, or took of a customer, and is applied to nothing; a positive amount."""

    id: UUID
    is_bill: bool
    kind: str
    party_id: UUID
    number: str | None
    day: date | None
    amount: Decimal
    currency_code: str

    @property
    def is_payment(self) -> bool:
        """Whether it is a payment; else it posts straight onto the account, or is a credit."""
        return self.kind in ("PAYMENT", "BILL_PAYMENT")

    @property
    def is_posting(self) -> bool:
        """Whether it posts straight onto receivables or payables."""
        return self.kind in _CALLED and not self.is_payment

    def __str__(self) -> str:
        number = f" {self.number}" if self.number else ""
        return f"{_CALLED[self.kind]}{number}" + (f" of {self.day}" if self.day else "")


@dataclass(frozen=True, slots=True)
class Examined:
    """A bill or an invoice as a check sees it; amounts in the document's currency, None where unknown.

    `paid_outside` is a posting of the counterparty that looks like its payment, `unapplied` are payments of
    the counterparty that are told of this document, the first due of all open ones.
    """

    id: UUID
    is_bill: bool
    is_open: bool
    is_gone: bool
    number: str | None
    number_key: str | None
    party_id: UUID | None
    party_name: str | None
    issue_date: date | None
    due_date: date | None
    total: Decimal | None
    balance: Decimal | None
    currency_code: str
    paid_outside: Unapplied | None = None
    unapplied: tuple[Unapplied, ...] = ()

    @property
    def is_void(self) -> bool:
        """Whether it stands for nothing: void or deleted, or over nothing of which nothing is open.

        What the source notes of a void is in the language of whoever wrote it, or nothing at all.
        """
        return self.is_gone or (not self.is_open and self.total == 0 and not self.balance)

    @property
    def at_stake(self) -> Decimal | None:
        """What is still open, or the total where that is unknown; never negative."""
        amount = self.balance if self.balance is not None else self.total
        return None if amount is None else abs(amount)

    def __str__(self) -> str:
        kind = "Bill" if self.is_bill else "Invoice"
        number = f" {self.number}" if self.number else " without a number"
        preposition = "from" if self.is_bill else "to"
        return f"{kind}{number}" + (f" {preposition} {self.party_name}" if self.party_name else "")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check says: facts with numbers, no advice; `rule` tells which of a check's rules it was."""

    message: str
    at_stake: Decimal | None
    severity: Severity
    blocking: bool = True
    related_id: UUID | None = None
    rule: str | None = None


#: A document, and the other documents with the same counterparty, number and total.
Find = Callable[[Examined, Sequence[Examined]], CheckResult | None]


@dataclass(frozen=True, slots=True)
class Check:
    """A check by its name."""

    name: CheckName
    find: Find
