"""The one shape of every check: what it looks for, as data, the predicate that finds it, and its message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from uuid import UUID


class Severity(IntEnum):
    """What an issue does: CRITICAL blocks the runway figure, HIGH changes it, MEDIUM changes reports."""

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
    IMPLAUSIBLE_DATE = "IMPLAUSIBLE_DATE"
    BALANCE_ABOVE_TOTAL = "BALANCE_ABOVE_TOTAL"
    DUPLICATE = "DUPLICATE"
    BILL_PAID_TWICE = "BILL_PAID_TWICE"
    BILL_PAID_OUTSIDE_PAYABLES = "BILL_PAID_OUTSIDE_PAYABLES"
    INVOICE_PAID_OUTSIDE_RECEIVABLES = "INVOICE_PAID_OUTSIDE_RECEIVABLES"
    UNAPPLIED_PAYMENT = "UNAPPLIED_PAYMENT"
    UNAPPLIED_CREDIT = "UNAPPLIED_CREDIT"
    ORPHAN_REFERENCE = "ORPHAN_REFERENCE"
    INACTIVE_COUNTERPARTY = "INACTIVE_COUNTERPARTY"
    UNCATEGORISED_LINE = "UNCATEGORISED_LINE"
    MISSING_EXCHANGE_RATE = "MISSING_EXCHANGE_RATE"
    TERMS_MISSING = "TERMS_MISSING"
    TERMS_CONTRADICT_DUE_DATE = "TERMS_CONTRADICT_DUE_DATE"
    COUNTERPARTY_TWICE = "COUNTERPARTY_TWICE"
    NEGATIVE_BANK_BALANCE = "NEGATIVE_BANK_BALANCE"
    UNRECONCILED_ACCOUNT = "UNRECONCILED_ACCOUNT"
    RECURRING_DOCUMENT_MISSING = "RECURRING_DOCUMENT_MISSING"
    STALE_SYNC = "STALE_SYNC"
    INCOMPLETE_SYNC = "INCOMPLETE_SYNC"
    THROTTLED_SYNC = "THROTTLED_SYNC"
    UNAUTHORISED_SYNC = "UNAUTHORISED_SYNC"
    FAILED_SYNC = "FAILED_SYNC"


class Dimension(StrEnum):
    """The part of the quality score that an issue lowers."""

    COMPLETENESS = "COMPLETENESS"
    VALIDITY = "VALIDITY"
    UNIQUENESS = "UNIQUENESS"
    CONSISTENCY = "CONSISTENCY"
    FRESHNESS = "FRESHNESS"


class SubjectKind(StrEnum):
    """What an issue is about."""

    DOCUMENT = "DOCUMENT"
    ACCOUNT = "ACCOUNT"
    PARTY = "PARTY"
    BUSINESS = "BUSINESS"


_CALLED = {
    "PAYMENT": "payment",
    "BILL_PAYMENT": "payment",
    "JOURNAL_ENTRY": "journal entry",
    "PURCHASE": "cheque or expense",
    "DEPOSIT": "deposit",
    "VENDOR_CREDIT": "vendor credit",
    "CREDIT_MEMO": "credit memo",
}
_CREDITS = frozenset({"VENDOR_CREDIT", "CREDIT_MEMO"})


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
    def is_credit(self) -> bool:
        """Whether it is what a vendor granted, or a customer was granted."""
        return self.kind in _CREDITS

    @property
    def is_posting(self) -> bool:
        """Whether it posts straight onto receivables or payables."""
        return self.kind in _CALLED and not self.is_payment and not self.is_credit

    def __str__(self) -> str:
        number = f" {self.number}" if self.number else ""
        return f"{_CALLED[self.kind]}{number}" + (f" of {self.day}" if self.day else "")


@dataclass(frozen=True, slots=True)
class Examined:
    """A bill or an invoice as a check sees it; amounts in the document's currency, None where unknown.

    `paid_outside` is a posting of the counterparty that looks like its payment, `unapplied` are payments and
    `credits` credits of the counterparty that are told of this document, the first due of all open ones.
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
    credits: tuple[Unapplied, ...] = ()

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
    """What a check says: facts with numbers, no advice; None is what the check usually has.

    `rule` tells which of a check's rules it was.
    """

    message: str
    at_stake: Decimal | None
    severity: Severity | None = None
    blocking: bool | None = None
    related_id: UUID | None = None
    rule: str | None = None


#: What the tray shows of a document for which the predicate holds, with the fact of the check; None where
#: that makes it a candidate only, and it is not what the check is for.
Describe = Callable[[Examined, str | None], CheckResult | None]


@dataclass(frozen=True, slots=True)
class Check:
    """A check, all of it data but for its message.

    `meaning` is one sentence and describes it in the API, `fix` says what people can do. `severity` and
    `blocks` are the usual ones; where others occur, `severity_rule` and `blocks_rule` say when.

    `predicate` is the rule, SQL over one subject by fixed aliases: a document `d` that is neither void nor
    deleted, its counterparty `p`, the terms `t` that it names or that its counterparty has, the due date
    `g.due` that these give (`g.otherwise`: in the month after), the business `b` (id `$1`), `k.today`, and
    `listed`, the kinds (realm, entity) of records that the source sent; of an account it is `a`, of a party
    `p`. Where it finds candidates, `decides` says what code decides about them. `fact` is SQL for a text that
    the message needs. A check that `moves` finds something else as time passes or as lists change.
    """

    name: CheckName
    title: str
    subject: SubjectKind
    dimension: Dimension
    severity: Severity
    blocks: bool
    meaning: str
    fix: str
    predicate: str = ""
    describe: Describe | None = None
    decides: str = ""
    fact: str = ""
    severity_rule: str = ""
    blocks_rule: str = ""
    moves: bool = False
